import type { Clock, Timer } from '../../../base/clock.ts';
import type { Result } from '../../../base/result.ts';
import type { ViciClient, ViciFailure, ViciSection } from '../../../protocols/vici/index.ts';
import { canonical, type Load, type LoadCommand, loadCommands, namePrefix } from '../compile/index.ts';

/** What the loader needs of a client. */
export type LoaderClient = Pick<ViciClient, 'command'>;

/** Something that charon did not take, in its own words. */
export interface Refusal {
  /** The line of the configuration that it comes from. */
  readonly line: string;
  readonly name: string;
  readonly reason: string;
}

export interface LoaderDeps {
  readonly clock: Clock;
  /** charon did not take something; once for each content. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** How long until what charon could not take yet (a pool in use) is offered again, milliseconds. */
const patience = 60_000;

/** Lists of names that charon gives out, and how it is told to forget one. */
const known: readonly {
  readonly list: string;
  readonly key: string;
  readonly load: LoadCommand;
  readonly unload: string;
  readonly by: string;
}[] = [
  { list: 'get-conns', key: 'conns', load: 'load-conn', unload: 'unload-conn', by: 'name' },
  { list: 'get-shared', key: 'keys', load: 'load-shared', unload: 'unload-shared', by: 'id' },
  { list: 'get-pools', key: '', load: 'load-pool', unload: 'unload-pool', by: 'name' },
];

const keyOf = ({ command, name }: Pick<Load, 'command' | 'name'>): string => `${command} ${name}`;

/**
 * Brings what charon has loaded in line with what is wanted, by the difference: a connection whose content is the same is
 * not touched. Living SAs stay in any case, charon keeps them with what they were set up by.
 */
export class Loader {
  readonly #deps: LoaderDeps;
  #client: LoaderClient | undefined;
  #wanted: ReadonlyMap<string, Load> = new Map();
  /** What this charon has of ours, by command and name. */
  readonly #loaded = new Map<
    string,
    { readonly content: string; readonly command: LoadCommand; readonly name: string }
  >();
  readonly #refused = new Map<string, Refusal & { readonly content: string }>();
  /** Whether the names that charon has from an earlier life of ours are known. */
  #surveyed = false;
  #running: Promise<void> = Promise.resolve();
  /** The next alignment, as long as it has not begun. */
  #next: Promise<void> | undefined;
  #timer: Timer | undefined;

  constructor(deps: LoaderDeps) {
    this.#deps = deps;
  }

  /** Resolves when charon has been told, as far as it is there. */
  want(loads: readonly Load[]): Promise<void> {
    this.#wanted = new Map(loads.map((load) => [keyOf(load), load]));
    return this.#align();
  }

  /**
   * charon is there; what it has is looked at, as its side of the socket may have begun anew, too.
   * @param same it is the one that was there before
   */
  up(client: LoaderClient, same: boolean): Promise<void> {
    this.#client = client;
    if (!same) {
      this.#loaded.clear();
      this.#refused.clear();
    }
    this.#surveyed = false;
    return this.#align();
  }

  /** charon is away. */
  down(): void {
    this.#client = undefined;
    this.#timer?.cancel();
  }

  /** Names of what is loaded. */
  loaded(command: LoadCommand): readonly string[] {
    return [...this.#loaded.values()].filter((one) => one.command === command).map(({ name }) => name);
  }

  refusals(): readonly Refusal[] {
    return [...this.#refused.values()].map(({ line, name, reason }) => ({ line, name, reason }));
  }

  #align(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#alignNow(this.#wanted);
    });
    this.#running = this.#next;
    return this.#running;
  }

  async #alignNow(wanted: ReadonlyMap<string, Load>): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    this.#timer?.cancel();
    // A failure means that charon is gone: it will be told when it is back.
    if (!this.#surveyed && !(await this.#survey(client))) return;
    if (!(await this.#removeGone(client, wanted))) return;
    for (const command of loadCommands)
      for (const load of wanted.values()) if (load.command === command && !(await this.#load(client, load))) return;
    const pending = [...this.#refused.keys()].some((key) => key.startsWith('load-pool'));
    const left = [...this.#loaded.keys()].some((key) => !wanted.has(key));
    if (pending || left) this.#timer = this.#deps.clock.after(patience, () => void this.#align());
  }

  /** Reads what charon has of ours: of an earlier life, so that what is configured no more can go, and what is lost. */
  async #survey(client: LoaderClient): Promise<boolean> {
    for (const { list, key, load } of known) {
      const answer = await client.command(list);
      if (!answer.ok) {
        if (answer.error.kind !== 'refused' && answer.error.kind !== 'unknown-command') return false;
        continue;
      }
      const value = key === '' ? Object.keys(answer.value) : answer.value[key];
      const names = Array.isArray(value) ? value.map(String) : [];
      const there = new Set(names.filter((name) => name.startsWith(namePrefix)));
      for (const [held, { command, name }] of this.#loaded)
        if (command === load && !there.has(name)) this.#loaded.delete(held);
      for (const name of there)
        if (!this.#loaded.has(`${load} ${name}`))
          this.#loaded.set(`${load} ${name}`, { content: '', command: load, name });
    }
    this.#surveyed = true;
    return true;
  }

  async #removeGone(client: LoaderClient, wanted: ReadonlyMap<string, Load>): Promise<boolean> {
    for (const key of [...this.#refused.keys()]) if (!wanted.has(key)) this.#refused.delete(key);
    const gone = [...this.#loaded].filter(([key]) => !wanted.has(key));
    for (const { load, unload, by } of known)
      for (const [key, { command, name }] of gone) {
        if (command !== load) continue;
        const answer = await client.command(unload, { [by]: name });
        if (!answer.ok && answer.error.kind !== 'refused') return false;
        // A pool in use stays for now; anything else that charon does not know is gone as well.
        if (answer.ok || !/online leases/.test(refusalText(answer.error))) this.#loaded.delete(key);
      }
    // Certificates and private keys can only be forgotten all at once, with every other secret; they come back below.
    const files = gone.filter(([, { command }]) => command === 'load-cert' || command === 'load-key');
    if (files.length === 0) return true;
    const answer = await client.command('clear-creds');
    if (!answer.ok) return answer.error.kind === 'refused';
    for (const [key, { command }] of [...this.#loaded])
      if (command === 'load-cert' || command === 'load-key' || command === 'load-shared') this.#loaded.delete(key);
    return true;
  }

  /** Whether charon is still there. */
  async #load(client: LoaderClient, load: Load): Promise<boolean> {
    const key = keyOf(load);
    const content = canonical(load.message);
    if (this.#loaded.get(key)?.content === content) return true;
    const before = this.#refused.get(key);
    if (before?.content === content && load.command !== 'load-pool') return true;
    const answer: Result<ViciSection, ViciFailure> = await client.command(load.command, load.message);
    if (answer.ok) {
      this.#loaded.set(key, { content, command: load.command, name: load.name });
      this.#refused.delete(key);
      return true;
    }
    if (answer.error.kind !== 'refused' && answer.error.kind !== 'unsendable') {
      // charon may have taken it or not.
      this.#loaded.delete(key);
      return false;
    }
    const refusal = { line: load.line, name: load.name, reason: refusalText(answer.error) };
    this.#refused.set(key, { ...refusal, content });
    if (before?.content !== content || before.reason !== refusal.reason) this.#deps.onRefused(refusal);
    return true;
  }
}

const refusalText = (failure: ViciFailure): string =>
  failure.kind === 'refused' ? failure.message : 'a value is too long for charon';
