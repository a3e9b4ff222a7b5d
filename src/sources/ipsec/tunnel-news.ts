import type { EventLog } from '../../base/event-log.ts';
import type { ConnectionOrigin } from './compile/origin.ts';
import type { IpsecConfig } from './config.ts';
import type { CryptoSession } from './sessions/session.ts';
import type { TunnelEnd, TunnelListener } from './snapshot.ts';
import { statusMessage } from './status-message.ts';

export interface TunnelNewsDeps {
  readonly log: EventLog;
  readonly config: () => Pick<IpsecConfig, 'logSessions' | 'peers'>;
  readonly originOf: (name: string) => ConnectionOrigin | undefined;
}

/** Tells whoever wants to know that a tunnel came up or ended: rooms that watch, and with `crypto logging session` the log. */
export class TunnelNews {
  readonly #deps: TunnelNewsDeps;
  readonly #watchers = new Set<TunnelListener>();

  constructor(deps: TunnelNewsDeps) {
    this.#deps = deps;
  }

  /** @returns the unsubscriber */
  watch(listener: TunnelListener): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  tell(what: 'up' | 'down', session: CryptoSession, end?: TunnelEnd): void {
    for (const listener of this.#watchers) listener(what, session, end);
    const { log, config, originOf } = this.#deps;
    const { logSessions, peers } = config();
    if (logSessions !== true) return;
    log.message('CRYPTO', 5, 'SESSION_STATUS', statusMessage(what, session, originOf(session.peer.name), peers));
  }
}
