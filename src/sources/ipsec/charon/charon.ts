import type { AaaConfig } from '../../../aaa/index.ts';
import type { Timer } from '../../../base/clock.ts';
import type { EventLog } from '../../../base/event-log.ts';
import type { LinkChange, SaEvent, ViciClient, ViciClientOptions } from '../../../protocols/vici/index.ts';
import {
  type Compiled,
  type CompileInput,
  type ConnectionOrigin,
  compile,
  type LoadCommand,
  type Problem,
} from '../compile/index.ts';
import { type ClientGroup, defaultViciSocket, type IpsecConfig, type IpsecSurroundings } from '../config.ts';
import { Groups, type GroupsDeps } from './groups.ts';
import { Loader, type Refusal } from './loader.ts';

/** Who follows what happens to SAs. */
export interface CharonListener {
  /** How the connection to charon stands; each change is told once, in order with the events. */
  link(change: LinkChange): void;
  event(event: SaEvent): void;
  /** Connections are configured otherwise. */
  configured(): void;
}

export interface CharonDeps
  extends Pick<GroupsDeps, 'clock' | 'serverGroup'>,
    Pick<CompileInput, 'open' | 'readFile' | 'deviceAddresses' | 'tunnelDevice'> {
  readonly log: EventLog;
  readonly makeClient: (
    options: Pick<ViciClientOptions, 'socket' | 'onLink' | 'onEvent' | 'onUnreadable'>,
  ) => ViciClient;
  readonly listener: CharonListener;
  /** Whether there are tunnels on the books: they are followed to their end, though nothing is configured any more. */
  readonly hasTunnels: () => boolean;
}

/** What charon is to do. */
export interface CharonConfig {
  readonly ipsec: IpsecConfig;
  readonly surroundings: IpsecSurroundings;
  readonly aaa: Pick<AaaConfig, 'authorization'>;
}

/** What `show crypto vici` prints. */
export interface CharonStatus {
  /** Undefined: no crypto map is on an interface, and nobody looks for charon. */
  readonly socket: string | undefined;
  readonly link: 'up' | 'down';
  /** When charon started, as it prints it. */
  readonly since: string | undefined;
  /** Why there is no connection. */
  readonly reason: string | undefined;
  readonly connections: readonly { readonly origin: ConnectionOrigin; readonly loaded: boolean }[];
  readonly pools: readonly string[];
  /** How many keys, private keys and certificates are loaded. */
  readonly secrets: number;
  /** What charon did not take. */
  readonly refusals: readonly Refusal[];
  /** What was not offered to it. */
  readonly problems: readonly Problem[];
}

/** Lines are typed one after the other: only what is still wrong after so many milliseconds is told. */
const patience = 2000;

const nothing: Compiled = { loads: [], origins: new Map(), problems: [] };

/** A connection to a charon, and what is loaded there. */
interface Link {
  readonly client: ViciClient;
  readonly loader: Loader;
}

/** strongSwan's charon, driven by the configuration: its connection, what it has loaded, and what it says. */
export class Charon {
  readonly #deps: CharonDeps;
  readonly #groups: Groups;
  #config: CharonConfig | undefined;
  #compiled = nothing;
  #link: Link | undefined;
  #socket: string | undefined;
  #reason: string | undefined;
  /** Problems that the operator has been told of. */
  #told = new Set<string>();
  #complaint: Timer | undefined;

  constructor(deps: CharonDeps) {
    this.#deps = deps;
    this.#groups = new Groups({ ...deps, onChange: () => void this.#apply() });
  }

  /**
   * Takes over a configuration: at once for whoever asks here. Resolves when charon, as far as it is there, has been
   * told.
   */
  configure(config: CharonConfig): Promise<void> {
    const before = this.#config;
    this.#config = config;
    const { ipsec, aaa } = config;
    const named = ({ groups, ikev2 }: IpsecConfig) => [groups, ikev2.authorizationPolicies];
    if (before === undefined || before.aaa !== aaa || named(before.ipsec).some((one, at) => one !== named(ipsec)[at]))
      this.#groups.configure(
        aaa,
        named(ipsec).flatMap((all) => all.map(({ name }) => name)),
      );
    const socket = this.#socketFor(ipsec);
    if (socket !== this.#socket) this.#connect(socket);
    return this.#apply();
  }

  /** For orders about SAs; undefined: nobody looks for charon. */
  get client(): ViciClient | undefined {
    return this.#link?.client;
  }

  /** Path of charon's socket; undefined: nobody looks for charon. */
  get socket(): string | undefined {
    return this.#socket;
  }

  /** Where connections come from, by their names in charon. */
  get origins(): Compiled['origins'] {
    return this.#compiled.origins;
  }

  /** The group of remote clients that a connection of IKEv1 is for, by its authorization list; undefined: of none. */
  clientGroup({ version, group: name, profile, authorizationList }: ConnectionOrigin): ClientGroup | undefined {
    if (version !== 1 || name === undefined) return undefined;
    const { authorizationPassword } = this.#config?.ipsec.profiles.find((one) => one.name === profile) ?? {};
    const password = authorizationPassword && this.#deps.open(authorizationPassword);
    const answer = authorizationList === undefined ? undefined : this.#groups.group(authorizationList, name, password);
    if (answer?.kind === 'group') return answer.group;
    return this.#config?.ipsec.groups.find((one) => one.name === name);
  }

  status(): CharonStatus {
    const loaded = (command: LoadCommand): readonly string[] => this.#link?.loader.loaded(command) ?? [];
    const connections = new Set(loaded('load-conn'));
    return {
      socket: this.#socket,
      link: this.#link?.client.up === true ? 'up' : 'down',
      since: this.#link?.client.charon?.since,
      reason: this.#reason,
      connections: [...this.origins.values()].map((origin) => ({ origin, loaded: connections.has(origin.name) })),
      pools: loaded('load-pool'),
      secrets: (['load-shared', 'load-key', 'load-cert'] as const).flatMap(loaded).length,
      refusals: this.#link?.loader.refusals() ?? [],
      problems: this.#compiled.problems,
    };
  }

  /** Tunnels and all that is loaded stay: charon lives on. */
  stop(): void {
    this.#groups.stop();
    this.#complaint?.cancel();
    this.#link?.loader.down();
    this.#link?.client.close();
    this.#link = undefined;
  }

  #socketFor(ipsec: IpsecConfig): string | undefined {
    if (wantsCharon(ipsec)) return ipsec.viciSocket ?? defaultViciSocket;
    return this.#deps.hasTunnels() ? (this.#socket ?? defaultViciSocket) : undefined;
  }

  #connect(socket: string | undefined): void {
    const { clock, makeClient, listener, log } = this.#deps;
    const left = this.#link;
    // What is ours goes from the charon that is left.
    if (left !== undefined)
      void left.loader.want([]).then(() => {
        left.loader.down();
        left.client.close();
      });
    this.#link = undefined;
    this.#socket = socket;
    this.#reason = undefined;
    if (socket === undefined) return;
    const loader = new Loader({
      clock,
      onRefused: ({ line, reason }) => log.message('CRYPTO', 4, 'VICI_REFUSED', `${line}: ${reason}`),
    });
    const client = makeClient({
      socket,
      onLink: (change) => {
        if (this.#link?.loader !== loader) return;
        this.#heardLink(change, this.#link);
        listener.link(change);
      },
      onEvent: (event) => {
        if (this.#link?.loader === loader) listener.event(event);
      },
      onUnreadable: (name) => log.message('CRYPTO', 4, 'VICI_UNREADABLE', `event ${name} of charon cannot be read`),
    });
    this.#link = { client, loader };
  }

  #heardLink(change: LinkChange, { client, loader }: Link): void {
    const { log } = this.#deps;
    switch (change.kind) {
      case 'unreachable':
      case 'lost':
        this.#reason = change.reason;
        loader.down();
        log.message('CRYPTO', 3, 'VICI_DOWN', `no connection to charon at ${this.#socket}: ${change.reason}`);
        return;
      case 'connected':
      case 'reconnected':
      case 'restarted':
        this.#reason = undefined;
        log.message('CRYPTO', 5, 'VICI_UP', `charon at ${this.#socket} is ${change.kind}`);
        void loader.up(client, change.kind === 'reconnected');
    }
  }

  #apply(): Promise<void> {
    const config = this.#config;
    if (config === undefined) return Promise.resolve();
    const { open, readFile, deviceAddresses, tunnelDevice, clock, listener } = this.#deps;
    const { group, hasLocal } = this.#groups;
    this.#compiled = compile({
      ...{ config: config.ipsec, surroundings: config.surroundings },
      ...{ open, readFile, deviceAddresses, tunnelDevice, group, hasLocal },
    });
    this.#complaint?.cancel();
    this.#complaint = clock.after(patience, () => this.#complain());
    listener.configured();
    return this.#link?.loader.want(this.#compiled.loads) ?? Promise.resolve();
  }

  /** Tells the operator of problems that are new. */
  #complain(): void {
    const told = new Set<string>();
    for (const { line, reason } of this.#compiled.problems) {
      const text = `${line}: ${reason}`;
      told.add(text);
      if (!this.#told.has(text)) this.#deps.log.message('CRYPTO', 4, 'NOT_LOADED', text);
    }
    this.#told = told;
  }
}

/** charon is looked for when a crypto map is on an interface, or its socket is named. */
const wantsCharon = ({ viciSocket, interfaces }: IpsecConfig): boolean =>
  viciSocket !== undefined || interfaces.some(({ cryptoMap }) => cryptoMap !== undefined);
