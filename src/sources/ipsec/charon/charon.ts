import type { AaaConfig } from '../../../aaa/index.ts';
import type { EventLog } from '../../../base/event-log.ts';
import type { LinkChange, SaEvent, ViciClient, ViciClientOptions } from '../../../protocols/vici/index.ts';
import { type Compiled, type CompileInput, type ConnectionOrigin, compile, type Problem } from '../compile/index.ts';
import { defaultViciSocket, type IpsecConfig, type IpsecSurroundings } from '../config.ts';
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
    Pick<CompileInput, 'open' | 'readFile' | 'deviceAddresses' | 'tunnelInterface'> {
  readonly log: EventLog;
  readonly makeClient: (
    options: Pick<ViciClientOptions, 'socket' | 'onLink' | 'onEvent' | 'onUnreadable'>,
  ) => ViciClient;
  readonly listener: CharonListener;
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

const nothing: Compiled = { loads: [], origins: new Map(), problems: [] };

/** strongSwan's charon, driven by the configuration: its connection, what it has loaded, and what it says. */
export class Charon {
  readonly #deps: CharonDeps;
  readonly #loader: Loader;
  readonly #groups: Groups;
  #config: CharonConfig | undefined;
  #compiled = nothing;
  #client: ViciClient | undefined;
  #socket: string | undefined;
  #reason: string | undefined;
  #configuring: Promise<void> = Promise.resolve();
  /** Problems that the operator has been told of. */
  #told = new Set<string>();

  constructor(deps: CharonDeps) {
    this.#deps = deps;
    this.#loader = new Loader({
      clock: deps.clock,
      onRefused: ({ line, reason }) => deps.log.message('CRYPTO', 4, 'VICI_REFUSED', `${line}: ${reason}`),
    });
    this.#groups = new Groups({ ...deps, onChange: () => void this.#apply() });
  }

  /** Takes over a configuration. Resolves when charon, as far as it is there, has been told. */
  configure(config: CharonConfig): Promise<void> {
    const before = this.#config;
    this.#config = config;
    if (before?.aaa !== config.aaa || before.ipsec.groups !== config.ipsec.groups)
      this.#groups.configure(
        config.aaa,
        [...config.ipsec.groups, ...config.ipsec.ikev2.authorizationPolicies].map(({ name }) => name),
      );
    this.#configuring = this.#configuring.then(async () => {
      const socket = wantsCharon(config.ipsec) ? (config.ipsec.viciSocket ?? defaultViciSocket) : undefined;
      if (socket !== this.#socket) {
        // What is ours goes from the charon that is left.
        await this.#loader.want([]);
        this.#connect(socket);
      }
      await this.#apply();
    });
    return this.#configuring;
  }

  /** For orders about SAs; undefined: nobody looks for charon. */
  get client(): ViciClient | undefined {
    return this.#client;
  }

  /** Path of charon's socket; undefined: nobody looks for charon. */
  get socket(): string | undefined {
    return this.#socket;
  }

  /** Where connections come from, by their names in charon. */
  get origins(): Compiled['origins'] {
    return this.#compiled.origins;
  }

  status(): CharonStatus {
    const loaded = new Set(this.#loader.loaded('load-conn'));
    return {
      socket: this.#socket,
      link: this.#client?.up === true ? 'up' : 'down',
      since: this.#client?.charon?.since,
      reason: this.#reason,
      connections: [...this.#compiled.origins.values()].map((origin) => ({ origin, loaded: loaded.has(origin.name) })),
      pools: this.#loader.loaded('load-pool'),
      secrets: (['load-shared', 'load-key', 'load-cert'] as const).flatMap((one) => this.#loader.loaded(one)).length,
      refusals: this.#loader.refusals(),
      problems: this.#compiled.problems,
    };
  }

  /** Tunnels and all that is loaded stay: charon lives on. */
  stop(): void {
    this.#groups.stop();
    this.#loader.down();
    this.#client?.close();
    this.#client = undefined;
    this.#socket = undefined;
  }

  #connect(socket: string | undefined): void {
    const { makeClient, listener, log } = this.#deps;
    this.#client?.close();
    this.#client = undefined;
    this.#loader.down();
    this.#socket = socket;
    this.#reason = undefined;
    if (socket === undefined) return;
    const client = makeClient({
      socket,
      onLink: (change) => {
        this.#heardLink(change, client);
        listener.link(change);
      },
      onEvent: (event) => listener.event(event),
      onUnreadable: (name) => log.message('CRYPTO', 4, 'VICI_UNREADABLE', `event ${name} of charon cannot be read`),
    });
    this.#client = client;
  }

  #heardLink(change: LinkChange, client: ViciClient): void {
    const { log } = this.#deps;
    switch (change.kind) {
      case 'unreachable':
      case 'lost':
        this.#reason = change.reason;
        this.#loader.down();
        log.message('CRYPTO', 3, 'VICI_DOWN', `no connection to charon at ${this.#socket}: ${change.reason}`);
        return;
      case 'connected':
      case 'reconnected':
      case 'restarted':
        this.#reason = undefined;
        log.message('CRYPTO', 5, 'VICI_UP', `charon at ${this.#socket} is ${change.kind}`);
        void this.#loader.up(client, change.kind === 'reconnected');
    }
  }

  #apply(): Promise<void> {
    const config = this.#config;
    if (config === undefined) return Promise.resolve();
    const { open, readFile, deviceAddresses, tunnelInterface, log, listener } = this.#deps;
    const { group, hasLocal } = this.#groups;
    this.#compiled = compile({
      ...{ config: config.ipsec, surroundings: config.surroundings },
      ...{ open, readFile, deviceAddresses, tunnelInterface, group, hasLocal },
    });
    const told = new Set<string>();
    for (const { line, reason } of this.#compiled.problems) {
      const text = `${line}: ${reason}`;
      told.add(text);
      if (!this.#told.has(text)) log.message('CRYPTO', 4, 'NOT_LOADED', text);
    }
    this.#told = told;
    listener.configured();
    return this.#loader.want(this.#compiled.loads);
  }
}

/** charon is looked for when a crypto map is on an interface, or its socket is named. */
const wantsCharon = ({ viciSocket, interfaces }: IpsecConfig): boolean =>
  viciSocket !== undefined || interfaces.some(({ cryptoMap }) => cryptoMap !== undefined);
