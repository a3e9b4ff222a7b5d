import { mkdirSync } from 'node:fs';
import { Aaa } from '../../src/aaa/aaa.ts';
import { emptyAaaConfig, ephemeralVault } from '../../src/aaa/index.ts';
import {
  type AccountingEngine,
  type AccountingRecord,
  aaaTransport,
  type DeliveryTransport,
  emptyAccountingConfig,
  type Facts,
  openAccounting,
} from '../../src/accounting/index.ts';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/event-log.ts';
import { systemRandom } from '../../src/base/random.ts';

/** A ledger, its delivery and the RADIUS client, as the daemon wires them; delivery can be held back. */
export interface Gateway {
  readonly engine: AccountingEngine;
  /** Answers of servers so far. */
  readonly answered: number;
  /** Resolves when servers have answered so many. */
  untilAnswered(count: number): Promise<void>;
  /** While true every server seems silent. */
  down: boolean;
  /** As if a server were heard again. */
  wake(): void;
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Minutes of `aaa accounting update periodic`; default: none. */
  readonly periodic?: number;
  /** See `EngineDeps.late`. */
  readonly late?: (milliseconds: number) => void;
  /** Told of each acknowledged record and how long that took, milliseconds. */
  readonly acknowledged?: (record: AccountingRecord, milliseconds: number) => void;
}

export async function openGateway(
  stateDir: string,
  port: number,
  secret: string,
  options: GatewayOptions = {},
): Promise<Gateway> {
  const { clock = systemClock, acknowledged, late, periodic } = options;
  mkdirSync(stateDir, { recursive: true });
  const vault = ephemeralVault(systemRandom);
  const basis = { clock, random: systemRandom, log: silentLog };
  const aaa = new Aaa(
    {
      ...emptyAaaConfig,
      newModel: true,
      radiusServers: [
        {
          name: 'bench',
          address: { family: 'ipv4', host: '127.0.0.1' },
          authPort: 0,
          acctPort: port,
          key: vault.seal(secret),
        },
      ],
    },
    { ...basis, vault },
  );
  const real = aaaTransport(aaa, () => ({ eventTimestamp: true, vsa: true, gigawords: true, timezone: 'UTC' }), clock);
  let answered = 0;
  let wanted = Number.POSITIVE_INFINITY;
  let reached: (() => void) | undefined;
  let heard: ((groups: readonly string[]) => void) | undefined;
  const transport: DeliveryTransport = {
    ...real,
    deliver(group, record, id, done) {
      if (gateway.down) done({ outcome: 'no-response', fault: 'server', reason: 'held back' });
      else {
        const since = acknowledged === undefined ? 0 : performance.now();
        real.deliver(group, record, id, (outcome) => {
          if (outcome.outcome === 'acknowledged') {
            answered += 1;
            acknowledged?.(record, performance.now() - since);
            if (answered >= wanted) reached?.();
          }
          done(outcome);
        });
      }
    },
    onAlive(listener) {
      heard = listener;
      return real.onAlive(listener);
    },
  };
  const engine = await openAccounting({ ...basis, stateDir, transport, ...(late === undefined ? {} : { late }) });
  const gateway: Gateway = {
    engine,
    get answered() {
      return answered;
    },
    untilAnswered: (count) =>
      new Promise((resolve) => {
        wanted = count;
        reached = () => {
          wanted = Number.POSITIVE_INFINITY;
          resolve();
        };
        if (answered >= count) reached();
      }),
    down: false,
    wake: () => heard?.(['radius']),
    close: async () => {
      await engine.stop(0);
      await aaa.stop();
    },
  };
  engine.configure({
    ...emptyAccountingConfig,
    ...(periodic === undefined ? {} : { update: { newinfo: false, periodic } }),
    lists: [
      {
        type: 'network',
        name: 'default',
        action: 'start-stop',
        broadcast: false,
        methods: [{ method: 'group', group: 'radius' }],
        submode: false,
      },
    ],
  });
  return gateway;
}

/** What is known of the nth call. */
export const call = (n: number): Facts => ({
  user: `user${n % 10_000}@example.net`,
  authentic: 'radius',
  portNumber: n % 500,
  portName: `Async${n % 500}`,
  portType: 'virtual',
  callingStation: '5622329483',
  calledStation: '4327528',
  service: 'ppp',
  protocol: 'ip',
  address: `10.1.${(n >> 8) & 255}.${n & 255}`,
  connectProgress: 'Call Up',
});

/**
 * Makes `records` records (a Start and a Stop per call); resolves when all are on stable storage.
 * @param ahead how many may be without acknowledgement before it waits
 */
export async function makeRecords(gateway: Gateway, records: number, ahead = Number.POSITIVE_INFINITY): Promise<void> {
  const together = 500;
  const { engine } = gateway;
  const before = gateway.answered;
  for (let made = 0; made < records; made += 2 * together) {
    const calls = Math.min(together, (records - made) / 2);
    const stored: Promise<void>[] = [];
    for (let n = 0; n < calls; n++) {
      const opened = engine.open({
        type: 'network',
        list: 'default',
        source: 'bench',
        sourceKey: String(made + n),
        facts: call(made / 2 + n),
      });
      const counters = { bytesIn: BigInt(n * 977), bytesOut: BigInt(n * 3571), packetsIn: BigInt(n), packetsOut: 3n };
      stored.push(opened.durable, engine.close(opened.session.key, { cause: 'user-request', counters }));
    }
    await Promise.all(stored);
    await gateway.untilAnswered(before + made - ahead);
  }
}

/** Resolves when `records` were answered and the books say so too. */
export async function allAcknowledged(gateway: Gateway, records: number): Promise<void> {
  await gateway.untilAnswered(records);
  // The books count what waits; only at the end there is nothing to count.
  while ((await gateway.engine.books())[0]?.acknowledged !== records)
    await new Promise((resolve) => setTimeout(resolve, 1));
}
