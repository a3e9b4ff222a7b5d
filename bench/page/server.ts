/** The server's process: its sessions move when it is told to, and it tells what serving the page has cost. */
import process from 'node:process';
import type { OpenSession } from '../../src/accounting/index.ts';
import { liveRow } from '../../src/watch/web/gateway/rows.ts';
import { type BenchGateway, benchGateway } from './gateway.ts';

/** What it is told: how many sessions move, and how many come and go. */
export interface Order {
  readonly moving: number;
  readonly churn: number;
}
/** What it tells after each order: microseconds of processor time but for the moving itself, octets written. */
export interface Spent {
  readonly microseconds: number;
  readonly octets: number;
}

const count = Number(process.argv[2]);
let serial = 0;
let turn = 0;
/** Microseconds that making the sessions move has taken. */
let own = 0;

function open({ accounting }: BenchGateway): OpenSession {
  serial += 1;
  return accounting.open({
    type: 'network',
    list: 'default',
    source: 'bench',
    sourceKey: String(serial),
    facts: {
      user: `user${serial % 5000}@example.net`,
      portName: `Async${serial}`,
      callingStation: `0800${String(serial).padStart(6, '0')}`,
      address: `10.${(serial >> 16) & 255}.${(serial >> 8) & 255}.${serial & 255}`,
      service: 'ppp',
    },
  }).session;
}

const nothing = { bytesIn: 0n, bytesOut: 0n, packetsIn: 0n, packetsOut: 0n };

/** Counters of so many sessions grow, some sessions end, as many begin. */
function move(gateway: BenchGateway, living: OpenSession[], { moving, churn }: Order): void {
  const first = (turn * moving) % living.length;
  turn += 1;
  for (let n = 0; n < moving; n++) {
    const session = living[(first + n) % living.length];
    if (session === undefined) continue;
    const { bytesIn, bytesOut, packetsIn, packetsOut } = session.counters ?? nothing;
    const [input, output] = [{ bytesIn: bytesIn + 1500n, packetsIn: packetsIn + 1n }, { bytesOut: bytesOut + 9000n }];
    gateway.accounting.count(session.key, { ...input, ...output, packetsOut: packetsOut + 6n });
  }
  for (let n = 0; n < churn; n++) {
    const gone = living.shift();
    if (gone !== undefined) void gateway.accounting.close(gone.key, { cause: 'user-request' });
    living.push(open(gateway));
  }
}

const gateway = await benchGateway({
  '/naive': () => ({ now: Date.now(), rows: Array.from(gateway.accounting.sessions(), liveRow) }),
});
const living = Array.from({ length: count }, () => open(gateway));
process.on('message', (order: Order) => {
  const began = process.cpuUsage();
  move(gateway, living, order);
  const { user, system } = process.cpuUsage(began);
  own += user + system;
  const all = process.cpuUsage();
  process.send?.({ microseconds: all.user + all.system - own, octets: gateway.written() } satisfies Spent);
});
process.on('disconnect', () => void gateway.close());
process.send?.(gateway.url);
