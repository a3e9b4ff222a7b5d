/** Memory per open session at 100,000: EXEC and network sessions as their sources describe them, each with its ledger row. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openGateway } from './delivery/gateway.ts';

const sessions = 100_000;
const secret = 'testing123';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Heap and buffers in use after a full collection, octets. */
async function used(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

export async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-memory-'));
  const gateway = await openGateway(directory, 1, secret);
  gateway.down = true;
  try {
    // What delivery holds of waiting records is bounded, whatever the number of sessions: fill it first.
    await open(gateway.engine, 0, 10_000);
    const before = await used();
    await open(gateway.engine, 10_000, 10_000 + sessions);
    const open1 = await used();
    for (const { key } of gateway.engine.sessions())
      gateway.engine.count(key, { bytesIn: 5_000_000_000n, bytesOut: 7n, packetsIn: 9n, packetsOut: 11n });
    const counted = await used();
    const each = (octets: number): string => `${Math.round(octets / sessions).toLocaleString('en-US')} octets`;
    console.log(`${sessions.toLocaleString('en-US')} open sessions, each with the facts of a PPP call`);
    console.log(`per session: ${each(open1 - before)}; with counters: ${each(counted - before)}`);
  } finally {
    await gateway.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

type Engine = Awaited<ReturnType<typeof openGateway>>['engine'];

async function open(engine: Engine, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += 1000) {
    const stored: Promise<void>[] = [];
    for (let n = start; n < start + 1000; n++) {
      // Strings of their own, as they come from the network.
      const facts = {
        user: `user${n}@example.net`,
        authentic: 'radius',
        portNumber: n % 500,
        portName: `Async${n % 500}`,
        portType: 'virtual',
        callingStation: `5622${n}`,
        calledStation: `4327${n}`,
        service: 'ppp',
        protocol: 'ip',
        address: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
        connectProgress: 'Call Up',
        classes: [n.toString(16).padStart(32, '0')],
      } as const;
      stored.push(
        engine.open({ type: 'network', list: 'default', source: 'bench', sourceKey: `call-${n}`, facts }).durable,
      );
    }
    await Promise.all(stored);
  }
}
