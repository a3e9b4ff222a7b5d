import { mkdirSync } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Random } from '../../base/random.ts';
import { ClientTable, RadiusServer, type ServerEvent } from '../../protocols/radius/index.ts';
import { Assembler, bookStep, openBooks } from '../books/books.ts';
import { Retainer } from '../books/retainer.ts';
import type { SecurityServerConfig } from '../config.ts';
import { type Inbox, openInbox } from '../inbox/inbox.ts';
import { AccountingPort } from './accounting-port.ts';
import { authenticateRadius } from './radius-authentication.ts';
import { Reports } from './reports.ts';
import { tacacsServer } from './tacacs-port.ts';
import { Users } from './users.ts';

export interface ServicesDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  /** Told when records cannot be stored, and why; with `undefined` when they can again. */
  readonly storing?: (failure: string | undefined) => void;
}

export interface Ports {
  readonly radiusAuth?: number;
  readonly radiusAcct?: number;
  readonly tacacs?: number;
}

/** The running services; `server.ts` puts them into a thread of their own. */
export interface Services {
  readonly ports: Ports;
  readonly inbox: Inbox;
  /** Resolves when every record acknowledged before the call is in the books. */
  assembled(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the store and all ports; on failure what was opened is closed again, and the promise rejects. */
export async function startServices(config: SecurityServerConfig, deps: ServicesDeps): Promise<Services> {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) await close();
  };
  try {
    return await start(config, deps, closers, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function start(
  config: SecurityServerConfig,
  deps: ServicesDeps,
  closers: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Services> {
  const { clock, random, log } = deps;
  mkdirSync(config.store, { recursive: true, mode: 0o700 });
  const reports = new Reports(clock, log, deps.storing);
  closers.push(async () => reports.close());
  const users = new Users(config, random);
  const inbox = await openInbox(config.store);
  closers.push(() => inbox.close());
  const booked = (batch: number): void => {
    // What cannot be forgotten now will be with a later batch: the books know how far they are.
    inbox.forget(batch).catch(() => {});
  };
  const books = await openBooks(config.store);
  const assembler = new Assembler(books, { clock, log, booked });
  closers.push(async () => {
    await assembler.reached(inbox.tip);
    await assembler.close();
  });
  if (config.retention !== undefined) {
    const retainer = new Retainer(config.retention, { clock, log, thin: (cutoffs) => books.submit('thin', cutoffs) });
    closers.push(() => retainer.close());
  }
  await inbox.continueAfter((await bookStep(books)).batch);
  inbox.onBatch = (batch) => assembler.follow(batch);
  assembler.follow(inbox.tip);

  const common = {
    inbox,
    clock,
    failed: (error: unknown, records: number) => reports.notKept(error, records),
    kept: () => reports.kept(),
  };
  const ports: { -readonly [K in keyof Ports]: Ports[K] } = {};
  if (config.radius !== undefined) {
    const clients = new ClientTable(
      config.clients.flatMap(({ address, radiusSecret, requireMessageAuthenticator = true }) =>
        radiusSecret === undefined ? [] : [{ address, secret: radiusSecret, requireMessageAuthenticator }],
      ),
    );
    const accounting = await AccountingPort.open(config.listen, config.radius.acctPort, {
      ...common,
      clients,
      dropped: (reason, source) => reports.dropped('RADIUS', reason, source),
    });
    closers.push(() => accounting.close());
    ports.radiusAcct = accounting.port;
    const authentication = new RadiusServer({
      listen: [{ role: 'auth', address: config.listen, port: config.radius.authPort }],
      clients,
      clock,
      random,
      handle: (request) => authenticateRadius(request, users),
      observe: (event) => reportRadius(event, reports),
    });
    const listening = await authentication.start();
    if (!listening.ok) {
      const { address, port, code } = listening.error;
      throw new Error(`cannot listen on ${address} UDP port ${port}: ${code}`);
    }
    closers.push(() => authentication.close());
    ports.radiusAuth = listening.value[0]?.port ?? 0;
  }
  if (config.tacacs !== undefined) {
    const server = tacacsServer({
      ...common,
      config,
      users,
      observe: (event) => {
        if (event.event === 'unknown-client') reports.dropped('TACACS+', event.event, event.address);
        if (event.event === 'wrong-key' || event.event === 'bad-packet')
          reports.dropped('TACACS+', `${event.event}, ${event.detail}`, event.peer.address);
      },
    });
    const { port } = await server.listen({ host: config.listen, port: config.tacacs.port });
    closers.push(() => server.close());
    ports.tacacs = port;
  }
  let stopping: Promise<void> | undefined;
  return {
    ports,
    inbox,
    assembled: () => assembler.reached(inbox.tip),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

function reportRadius(event: ServerEvent, reports: Reports): void {
  if (event.kind === 'dropped') reports.dropped('RADIUS', event.reason, event.source.address);
}
