import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { NetworkOutcome, NetworkRequest } from '../../../aaa/index.ts';
import { config, list, Room } from '../../../accounting/fixtures/room.ts';
import type { Counters } from '../../../accounting/record.ts';
import { systemClock } from '../../../base/clock.ts';
import { seededRandom, systemRandom } from '../../../base/random.ts';
import { type Attribute, codes, RadiusClient } from '../../../protocols/radius/index.ts';
import { PppSource } from '../ppp-source.ts';
import type { CallRequest } from '../ppp-types.ts';

/** Behaves as pppd does: hooks, log, exit codes. Takes its orders from a pipe beside it. */
const fakePppd = `#!/bin/bash
here=\${0%/*}
while [ $# -gt 0 ]; do
  case $1 in
    ipparam) token=$2;; ip-up-script) up=$2;; ip-down-script) down=$2;; logfile) log=$2;;
  esac
  shift
done
trap '"$down" ppp7 tty 9600 10.9.0.1 10.9.0.2 $token; exit 5' TERM
exec 3<>"$here/orders"
while read -r order code <&3; do
  case $order in
    up) "$up" ppp7 tty 9600 10.9.0.1 10.9.0.2 $token;;
    down) BYTES_RCVD=$code BYTES_SENT=7 "$down" ppp7 tty 9600 10.9.0.1 10.9.0.2 $token;;
    log) echo "$code" >>"$log";;
    exit) exit $code;;
  esac
done
`;

export const place = {
  ...{ port: 5, portName: 'Async5', device: '/dev/pts/nowhere', speed: 9600, arrived: 0 },
  ...{ callingStation: '562', calledStation: '4327528' },
};
export const request: CallRequest = {
  ...{ encapsulation: 'ppp', place, authorization: 'default', accounting: 'default', modem: true },
  ...{ localAddress: '10.9.0.1', peerAddress: '10.9.0.2' },
};
export const counters = (n: bigint): Counters => ({ bytesIn: n, bytesOut: n * 2n, packetsIn: 3n, packetsOut: 4n });

/** A source over the books of a test, with a pppd that does what the test says. */
export class Rig {
  readonly directory = mkdtempSync(join(tmpdir(), 'tollgate-ppp-'));
  readonly room: Room;
  readonly interfaces = new Map<string, Counters>();
  readonly asked: NetworkRequest[] = [];
  outcome: NetworkOutcome = { outcome: 'accepted', authentic: 'radius', attributes: [] };
  source!: PppSource;

  constructor(t: TestContext) {
    this.room = new Room(t);
    writeFileSync(join(this.directory, 'pppd'), fakePppd);
    chmodSync(join(this.directory, 'pppd'), 0o700);
    spawnSync('mkfifo', [join(this.directory, 'orders')]);
    t.after(async () => {
      await this.source.abandon();
      for (const token of this.calls()) {
        const file = join(this.directory, 'ppp', 'calls', token, 'pid');
        await this.until(() => existsSync(file));
        const pid = Number(readFileSync(file, 'utf8'));
        process.kill(pid, 'SIGKILL');
      }
      rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  /** Opens the books of a former life, if there were any, and a source over them. */
  async begin(...[settings = config([list({ type: 'network' })], { sendStopAuthenticationFailure: true })]) {
    const engine = await this.room.open();
    this.source = new PppSource({
      accounting: engine,
      aaa: {
        authenticateNetwork: (asked) => {
          this.asked.push(asked);
          return Promise.resolve(this.outcome);
        },
        confirmServices: async (services) => ({ services, refused: [], unanswered: [] }),
      },
      clock: this.room.clock,
      random: systemRandom,
      log: this.room.log,
      stateDir: this.directory,
      pppd: join(this.directory, 'pppd'),
      interfaces: () => Promise.resolve(this.interfaces),
    });
    const recovered = await this.source.recover();
    engine.configure(settings);
    return recovered;
  }

  async call(more: Partial<CallRequest> = {}) {
    const begun = await this.source.begin({ ...request, ...more });
    assert.ok(begun.ok);
    return begun.value;
  }

  order(text: string): void {
    writeFileSync(join(this.directory, 'orders'), `${text}\n`);
  }

  calls(): string[] {
    return readdirSync(join(this.directory, 'ppp', 'calls')).filter((name) => name.startsWith('call-'));
  }

  /** The facts of the network records at the server. */
  records() {
    return this.room.transport.of('radius').filter(({ type }) => type === 'network');
  }

  async until(what: () => boolean): Promise<void> {
    for (let turn = 0; turn < 2000; turn++) {
      if (what()) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error('it never came');
  }
}

/** Asks as radius.so does. */
export async function asPlugin(rig: Rig, code: number, attributes: readonly Attribute[]) {
  const keys = JSON.parse(readFileSync(join(rig.directory, 'ppp', 'gate', 'gate.json'), 'utf8'));
  const client = new RadiusClient({ clock: systemClock, random: seededRandom(1) });
  const port = code === codes['Access-Request'] ? keys.auth : keys.acct;
  try {
    const server = { host: '127.0.0.1', port, secret: keys.secret };
    const answer = await client.exchange({ code, attributes, server });
    assert.ok(answer.ok);
    return answer.value.packet;
  } finally {
    await client.close();
  }
}
