import { FakeClock } from '../../base/clock.ts';
import type { DebugTopic, EventLog } from '../../base/event-log.ts';
import { seededRandom } from '../../base/random.ts';
import { Aaa, type AaaDeps } from '../aaa.ts';
import type { Dialogue } from '../authentication/login-types.ts';
import { type AaaConfig, emptyAaaConfig, type RadiusServerConfig } from '../config.ts';
import type { PortContext } from '../profile.ts';
import { ephemeralVault } from '../secrets/master-key.ts';
import { type Behaviour, FakeRadius } from './fake-radius.ts';

/** An event log that keeps everything. */
export class KeptLog implements EventLog {
  readonly messages: string[] = [];
  readonly lines: string[] = [];
  readonly topics: Set<DebugTopic>;

  constructor(...topics: readonly DebugTopic[]) {
    this.topics = new Set(topics);
  }
  message(facility: string, severity: number, mnemonic: string, text: string): void {
    this.messages.push(`%${facility}-${severity}-${mnemonic}: ${text}`);
  }
  debugging(topic: DebugTopic): boolean {
    return this.topics.has(topic);
  }
  debug(topic: DebugTopic, text: () => string): void {
    if (this.topics.has(topic)) this.lines.push(...text().split('\n'));
  }
}

export const testVault = ephemeralVault(seededRandom(7));

/** A RADIUS server on a port pair of its own: authentication on `port`, accounting on `port + 1`. */
export const radiusServer = (port: number, more: Partial<RadiusServerConfig> = {}): RadiusServerConfig => ({
  name: `r${port}`,
  address: { family: 'ipv4', host: '192.0.2.10' },
  authPort: port,
  acctPort: port + 1,
  key: testVault.seal('testing123'),
  ...more,
});

/** An {@link Aaa} over a {@link FakeRadius} and a fake clock. @param routes this box's address, as it is at the moment */
export function bench(
  config: Partial<AaaConfig>,
  log = new KeptLog(),
  routes: { nas: string | undefined } = { nas: '192.0.2.1' },
  more: Pick<AaaDeps, 'definedService'> = {},
) {
  const clock = new FakeClock();
  const behaviours = new Map<number, Behaviour>();
  const transports: FakeRadius[] = [];
  const whole = (changes: Partial<AaaConfig>): AaaConfig => ({ ...emptyAaaConfig, newModel: true, ...changes });
  const aaa = new Aaa(whole(config), {
    ...more,
    clock,
    random: seededRandom(1),
    log,
    vault: testVault,
    hostname: () => 'gate',
    domain: () => 'example.net',
    lookup: () => Promise.reject(new Error('no names here')),
    routedAddress: () => Promise.resolve(routes.nas),
    radiusTransport: (options) => {
      const transport = new FakeRadius(clock, behaviours, options);
      transports.push(transport);
      return transport;
    },
  });
  return {
    aaa,
    clock,
    log,
    behaviours,
    /** Every packet sent so far, over all clients. */
    sent: () => transports.flatMap(({ sent }) => sent),
    transports,
    configure: (changes: Partial<AaaConfig>) => aaa.configure(whole(changes)),
  };
}

export const vty: PortContext = {
  uniqueId: 0x10,
  portNumber: 26,
  portName: 'tty26',
  portType: 'virtual',
  caller: '192.0.2.99',
  console: false,
  line: {},
};

export const consoleLine: PortContext = {
  uniqueId: 0x11,
  portNumber: 0,
  portName: 'tty0',
  portType: 'async',
  caller: 'async',
  console: true,
  line: {},
};

/** A user who types these answers, one per prompt, and then goes away. */
export class TypedDialogue implements Dialogue {
  readonly prompts: string[] = [];
  readonly told: string[] = [];
  readonly #answers: string[];

  constructor(...answers: readonly string[]) {
    this.#answers = [...answers];
  }
  ask(prompt: string, { echo }: { readonly echo: boolean }): Promise<string | undefined> {
    this.prompts.push(echo ? prompt : `${prompt}(hidden)`);
    return Promise.resolve(this.#answers.shift());
  }
  tell(text: string): void {
    this.told.push(text);
  }
}
