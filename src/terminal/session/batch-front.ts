import type { CommandResult, TerminalShell } from '../shell.ts';
import type { Answer, Front, FrontHandlers, Running, Typed } from './front.ts';
import { endLine, Turns } from './turns.ts';

/** What carries commands of a program: `ssh host COMMAND`, `tollgate console -c COMMAND`. */
export interface BatchChannel {
  attach(handlers: { readonly input: () => void; readonly drain: () => void; readonly closed: () => void }): void;
  /** The next command, `undefined` when there is none left. */
  next(): Promise<string | undefined>;
  write(text: string): boolean;
  /** Asks the program; `undefined` when it has no answer. */
  ask(prompt: string, echo: boolean): Promise<string | undefined>;
  /** The outcome of the last command. */
  result(accepted: boolean): void;
  /** @param status 0, or 1 when a command was refused */
  close(status: number): void;
}

/** A program that gives commands one by one: no echo, no prompts, no pages. */
export class BatchFront implements Front {
  readonly interactive = false;
  readonly window = undefined;
  readonly history: readonly string[] = [];
  historySize = 0;
  readonly #channel: BatchChannel;
  #refused = false;
  #congested = false;
  #asking = false;
  #over = false;
  #abort: AbortController | undefined;
  #stop: () => void = () => {};
  readonly #stopped: Promise<undefined>;
  #drained: (() => void)[] = [];

  constructor(channel: BatchChannel) {
    this.#channel = channel;
    this.#stopped = new Promise((resolve) => {
      this.#stop = () => resolve(undefined);
    });
  }

  get waiting(): boolean {
    return this.#asking || this.#congested;
  }

  start(handlers: FrontHandlers): void {
    this.#channel.attach({
      input: () => handlers.input(),
      drain: () => this.#drain(),
      closed: () => {
        this.stop();
        handlers.lost();
      },
    });
  }

  async command(_shell: TerminalShell): Promise<Typed> {
    const text = this.#over ? undefined : await Promise.race([this.#channel.next(), this.#stopped]);
    return text === undefined ? { kind: 'over' } : { kind: 'line', text };
  }

  run(): Running {
    const abort = new AbortController();
    const turns = new Turns();
    this.#abort = abort;
    const write = (text: string): Promise<void> => turns.take(() => this.print(text));
    return {
      io: {
        width: 0,
        length: 0,
        write,
        print: (text) => void write(endLine(text)),
        ask: (prompt, { echo }) =>
          turns.take(async () => {
            const answer = await this.ask(prompt, { echo });
            return answer.kind === 'answer' ? answer.text : undefined;
          }),
        signal: abort.signal,
      },
      done: async (result: CommandResult) => {
        await turns.over();
        this.#abort = undefined;
        if (!result.accepted) this.#refused = true;
        if (!this.#over) this.#channel.result(result.accepted);
      },
    };
  }

  async ask(prompt: string, options: { readonly echo: boolean }): Promise<Answer> {
    if (this.#over) return { kind: 'over' };
    this.#asking = true;
    const text = await Promise.race([this.#channel.ask(prompt, options.echo), this.#stopped]);
    this.#asking = false;
    if (text === undefined) return { kind: this.#over ? 'over' : 'aborted' };
    return { kind: 'answer', text };
  }

  async print(text: string): Promise<void> {
    if (this.#over || text === '') return;
    if (!this.#channel.write(text)) this.#congested = true;
    if (this.#congested) await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  /** Programs see no log lines. */
  notice(_line: string): void {}

  stop(): void {
    this.#over = true;
    this.#stop();
    this.#abort?.abort();
    this.#drain();
  }

  close(status: number): void {
    const refused = this.#refused ? 1 : 0;
    this.stop();
    this.#channel.close(status === 0 ? refused : status);
  }

  #drain(): void {
    this.#congested = false;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
