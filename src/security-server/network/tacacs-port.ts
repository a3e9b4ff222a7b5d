import type { Clock } from '../../base/clock.ts';
import { encodeAccountingRequest, TacacsServer, type TacacsServerEvent } from '../../protocols/tacacs/index.ts';
import type { SecurityServerConfig } from '../config.ts';
import type { InboxEntry } from '../inbox/entry.ts';
import type { Inbox } from '../inbox/inbox.ts';
import { authenticateTacacs } from './tacacs-authentication.ts';
import { authorizeTacacs } from './tacacs-authorization.ts';
import type { Users } from './users.ts';

export interface TacacsPortOptions {
  readonly config: SecurityServerConfig;
  readonly users: Users;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly observe: (event: TacacsServerEvent) => void;
  readonly failed: (error: unknown, records: number) => void;
  readonly kept: () => void;
}

/** The TACACS+ server with our decisions; it does not listen yet. Clients without a key are not known to it. */
export function tacacsServer(options: TacacsPortOptions): TacacsServer {
  const { config, users, inbox, clock, observe, failed, kept } = options;
  return new TacacsServer({
    clients: config.clients
      .filter(({ tacacsKey }) => tacacsKey !== undefined)
      .map(({ address, tacacsKey }) => ({ address, key: tacacsKey })),
    clock,
    observe,
    handlers: {
      authenticate: (dialogue) => authenticateTacacs(dialogue, users),
      authorize: async (request) => authorizeTacacs(request, users),
      account: async (batch) => {
        const entries: InboxEntry[] = [];
        for (const { request, peer } of batch) {
          const body = encodeAccountingRequest(request);
          if (!body.ok) throw new Error(`cannot keep a record: ${body.error.error}`);
          const { address, port } = peer;
          entries.push({ protocol: 'tacacs+', received: clock.now(), address, port, data: body.value });
        }
        try {
          await inbox.keep(entries);
        } catch (error) {
          failed(error, entries.length);
          throw error;
        }
        kept();
        return undefined;
      },
    },
  });
}
