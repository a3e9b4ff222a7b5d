import type { TestContext } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import type { Random } from '../../src/base/random.ts';
import { systemRandom } from '../../src/base/random.ts';
import { attribute, codes, RadiusClient } from '../../src/protocols/radius/index.ts';

interface Options {
  readonly port: number;
  readonly secret: string;
  readonly random: Random;
}

/** Sessions at a time; the ports of the software. */
const ports = 20;

/**
 * Access software that speaks of sessions to a RADIUS server which may be away at any moment: on each of its ports one
 * session after the other, of a user of its own each, but with ids that are used again. What is not answered is repeated
 * for ever, as RFC 5080 §2.2.1 wants it, with the time at which it happened.
 */
export class AccessSoftware {
  /** Sessions whose Stop was answered: octets in by user. */
  readonly ended = new Map<string, number>();
  readonly finished: Promise<unknown>;
  readonly #client: RadiusClient;
  readonly #options: Options;
  requests = 0;
  repeated = 0;
  #more = true;

  private constructor(options: Options, client: RadiusClient) {
    this.#options = options;
    this.#client = client;
    this.finished = Promise.all(Array.from({ length: ports }, (_, port) => this.#serve(port)));
  }

  static async start(t: TestContext, options: Options): Promise<AccessSoftware> {
    const client = new RadiusClient({ clock: systemClock, random: systemRandom });
    const software = new AccessSoftware(options, client);
    t.after(async () => {
      software.noMore();
      await client.close();
    });
    return software;
  }

  /** Sessions that go on end as they would; no new ones begin. */
  noMore(): void {
    this.#more = false;
  }

  async #serve(port: number): Promise<void> {
    const { random } = this.#options;
    for (let number = 0; this.#more; number++) {
      const user = `user${port}-${number}`;
      const began = Date.now();
      // The id of a session is that of one before: only port, user and start tell them apart.
      const who = [
        attribute('User-Name', user),
        attribute('Acct-Session-Id', `id${number % 3}`),
        attribute('NAS-Identifier', 'software'),
        attribute('NAS-Port', port),
        attribute('Service-Type', 'Framed-User'),
        attribute('Framed-Protocol', 'PPP'),
      ];
      let octets = 0;
      const say = (status: 'Start' | 'Interim-Update' | 'Stop') => {
        const now = Date.now();
        octets += status === 'Start' ? 0 : Math.floor(random.fraction() * 100_000);
        return this.#say([
          attribute('Acct-Status-Type', status),
          ...who,
          attribute('Event-Timestamp', new Date(now)),
          ...(status === 'Start'
            ? []
            : [
                attribute('Acct-Session-Time', Math.floor((now - began) / 1000)),
                attribute('Acct-Input-Octets', octets),
                attribute('Acct-Output-Octets', octets),
              ]),
        ]);
      };
      await say('Start');
      for (let left = Math.floor(random.fraction() * 3); left > 0; left--) {
        await passing(random.fraction() * 300);
        await say('Interim-Update');
      }
      await passing(random.fraction() * 300);
      await say('Stop');
      this.ended.set(user, octets);
    }
  }

  /** Resolves when it was answered. */
  async #say(attributes: Parameters<RadiusClient['exchange']>[0]['attributes']): Promise<void> {
    const { port, secret } = this.#options;
    const server = { host: '127.0.0.1', port, secret: Buffer.from(secret) };
    for (let tries = 0; ; tries++) {
      this.requests++;
      if (tries > 0) this.repeated++;
      const request = { server, code: codes['Accounting-Request'], attributes, timeoutMs: 300, retransmit: 1 };
      const result = await this.#client.exchange(request);
      if (result.ok) return;
      await passing(50);
    }
  }
}

const passing = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
