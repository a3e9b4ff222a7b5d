import type { Accounting, OpenSession, ServiceOpening, TerminateCause } from '../../accounting/index.ts';

/** Who asks for the end of a session, and what the books say of it then. */
export const disconnectReasons = {
  /** A RADIUS server (RFC 5176). */
  radius: { cause: 'admin-reset', disconnectCause: 1150 },
  /** A management system. */
  snmp: { cause: 'admin-reset', disconnectCause: 1152 },
  /** A `clear` command. */
  clear: { cause: 'admin-reset', disconnectCause: 1151 },
} as const satisfies Record<string, { readonly cause: TerminateCause; readonly disconnectCause: number }>;
export type DisconnectReason = keyof typeof disconnectReasons;

/** What became of a request about a session. */
export type ControlOutcome =
  /** Done; an end is on stable storage. */
  | { readonly outcome: 'done' }
  /** No such session, or it ended before. */
  | { readonly outcome: 'not-found' }
  /** The source cannot do that with its sessions. */
  | { readonly outcome: 'unsupported' }
  /** Whoever carries the session said no, or nothing. `errorCause`: its Error-Cause (RFC 5176 §3.5). */
  | { readonly outcome: 'refused'; readonly errorCause?: number };

/** What can be changed of a running session; what is absent stays. Seconds. */
export interface SessionChange {
  /** From now until its end; 0: for ever. */
  readonly sessionTimeout?: number;
  readonly idleTimeout?: number;
  /** Between interim records; 0: none. */
  readonly interimInterval?: number;
  /** Class attributes that its records return from now on, hexadecimal; the server's own are replaced. */
  readonly classes?: readonly string[];
}

/** Changes that the source carries out; the others are the ledger's own. */
export type SessionLimits = Pick<SessionChange, 'sessionTimeout' | 'idleTimeout'>;

/** What a source does with its own sessions; it joins {@link SessionControl} with this. */
export interface SessionOwner {
  /** Name of the source in the ledger. */
  readonly source: string;
  disconnect(session: OpenSession, reason: DisconnectReason): Promise<ControlOutcome>;
  change(session: OpenSession, change: SessionLimits): Promise<ControlOutcome>;
  /** Whole seconds without input or traffic; absent, or `undefined`: it cannot tell. */
  idle?(session: OpenSession): number | undefined;
}

/** What of the ledger is needed here. */
type ControlledBooks = Pick<
  Accounting,
  'session' | 'sessions' | 'pace' | 'update' | 'close' | 'openService' | 'services'
>;

/**
 * Ends and changes sessions of every source: what RADIUS servers, management systems and operators use. A source joins
 * once; nobody here knows what its sessions are.
 */
export class SessionControl {
  readonly #accounting: ControlledBooks;
  readonly #owners = new Map<string, SessionOwner>();

  constructor(accounting: ControlledBooks) {
    this.#accounting = accounting;
  }

  /** @returns what takes the source out again */
  join(owner: SessionOwner): () => void {
    this.#owners.set(owner.source, owner);
    return () => void this.#owners.delete(owner.source);
  }

  /** Every open session. */
  sessions(): Iterable<OpenSession> {
    return this.#accounting.sessions();
  }

  /** Whole seconds without input or traffic; `undefined` when the source cannot tell. */
  idle(session: OpenSession): number | undefined {
    return this.#owners.get(session.source)?.idle?.(session);
  }

  /** @param key of the session in the ledger */
  async disconnect(key: number, reason: DisconnectReason): Promise<ControlOutcome> {
    const session = this.#accounting.session(key);
    if (session === undefined) return { outcome: 'not-found' };
    if (session.owner !== undefined) {
      await this.#accounting.close(key, disconnectReasons[reason]);
      return { outcome: 'done' };
    }
    const owner = this.#owners.get(session.source);
    return owner === undefined ? { outcome: 'unsupported' } : owner.disconnect(session, reason);
  }

  /** @param key of the session in the ledger */
  async change(key: number, change: SessionChange): Promise<ControlOutcome> {
    const session = this.#accounting.session(key);
    if (session === undefined) return { outcome: 'not-found' };
    const { interimInterval, classes, ...limits } = change;
    if (Object.keys(limits).length > 0) {
      const owner = this.#owners.get(session.source);
      const outcome: ControlOutcome =
        owner === undefined ? { outcome: 'unsupported' } : await owner.change(session, limits);
      if (outcome.outcome !== 'done') return outcome;
    }
    if (interimInterval !== undefined) await this.#accounting.pace(key, interimInterval);
    if (classes !== undefined) await this.#accounting.update(key, { classes });
    return { outcome: 'done' };
  }

  /** Services that a session uses. */
  services(key: number): readonly OpenSession[] {
    return this.#accounting.services(key);
  }

  /** Starts a service of a session; done when its beginning is on stable storage. One that runs goes on. */
  async startService(key: number, service: ServiceOpening): Promise<ControlOutcome> {
    if (this.#accounting.session(key) === undefined) return { outcome: 'not-found' };
    const begun = this.#accounting.openService(key, service);
    await begun?.durable;
    return { outcome: begun === undefined ? 'unsupported' : 'done' };
  }

  /** Ends a service of a session; done when its end is on stable storage. */
  async stopService(key: number, name: string): Promise<ControlOutcome> {
    const service = this.services(key).find(({ facts }) => facts.serviceName === name);
    return service === undefined ? { outcome: 'not-found' } : this.disconnect(service.key, 'radius');
  }
}
