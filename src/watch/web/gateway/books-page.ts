import type { AaaSnapshot } from '../../../aaa/index.ts';
import { hexSessionId } from '../../../accounting/index.ts';
import type { BooksPage } from '../contract.ts';
import type { PageBooks } from './rows.ts';
import { whyStuck } from './why.ts';

/** Records looked through for those that are stuck, and those shown of them. */
const searched = 5000;
const shown = 100;

function servers({ radius, tacacs }: AaaSnapshot): BooksPage['servers'] {
  return [
    ...radius.map(({ name, host, authPort, acctPort, health, accounting, outstandingAccounting }) => ({
      name,
      protocol: 'RADIUS',
      address: `${host} ports ${authPort}, ${acctPort}`,
      state: health.state,
      since: health.duration,
      outstanding: outstandingAccounting,
      requests: accounting.requests,
      timeouts: accounting.timeouts,
    })),
    ...tacacs.map(({ name, host, port, alive, packetsSent, socketTimeouts, failedConnects }) => ({
      name,
      protocol: 'TACACS+',
      address: `${host} port ${port}`,
      state: alive ? ('up' as const) : ('dead' as const),
      requests: packetsSent,
      timeouts: socketTimeouts + failedConnects,
    })),
  ];
}

/** Whether the books balance, whether the servers live, and what nobody took yet. */
export async function booksPage(books: PageBooks, snapshot: AaaSnapshot, now: number): Promise<BooksPage> {
  const [destinations, waiting] = await Promise.all([books.books(), books.outbox(searched)]);
  const storage = books.storage();
  const whyOf = (reason: string | undefined): { readonly why: string; readonly fix: string } => {
    const { text, fix } = whyStuck(reason, snapshot);
    return { why: text, fix };
  };
  return {
    now,
    destinations: destinations.map(({ destination, made, acknowledged, waiting, superseded, oldest }) => ({
      name: destination,
      ...{ made, acknowledged, waiting, superseded },
      ...(oldest === undefined ? {} : { oldest }),
      balanced: made === acknowledged + waiting + superseded,
    })),
    servers: servers(snapshot),
    stuck: waiting
      .filter(({ attempts }) => attempts > 0)
      .sort((a, b) => a.time - b.time)
      .slice(0, shown)
      .map(({ destination, type, kind, sessionId, user, time, attempts, lastError }) => ({
        destination,
        what: `${type} ${kind}`,
        user: user ?? '',
        session: hexSessionId(sessionId),
        time,
        attempts,
        ...whyOf(lastError),
      })),
    storage:
      storage.state === 'working'
        ? { working: true, text: 'The disk takes records.' }
        : {
            working: false,
            text: `The disk takes no records (${storage.reason}): ${storage.held} events wait in memory, ${storage.droppedInterims} interim records were given up.`,
          },
  };
}
