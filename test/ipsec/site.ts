import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { Result } from '../../src/base/result.ts';
import { type SaEvent, type ViciClient, type ViciFailure, viciClient } from '../../src/protocols/vici/index.ts';
import { type CharonHost, charonLab, innerHeaders, sendUdp } from '../rigs/charon.ts';
import { type Daemon, daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type FreeRadius, startFreeRadius } from '../rigs/freeradius.ts';

/** Lines of the gateway: one site, IKEv2 with a shared secret. */
export const siteLines = (socket: string, lifetime = 3600): string => `
crypto vici socket ${socket}
crypto logging session
crypto isakmp peer address 10.9.0.2
 description the site
crypto ikev2 proposal P
 encryption aes-cbc-128
 integrity sha256
 group 14
crypto ikev2 policy POL
 proposal P
crypto ikev2 keyring K
 peer site
  address 10.9.0.2
  pre-shared-key sitesecret
crypto ikev2 profile SITE
 match identity remote fqdn site.lab
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring local K
 ivrf cisco
 aaa accounting psk ipsecaaa
crypto ipsec transform-set T esp-aes esp-sha256-hmac
crypto ipsec security-association lifetime seconds ${lifetime}
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
crypto map test 10 ipsec-isakmp
 set peer 10.9.0.2
 set transform-set T
 set ikev2-profile SITE
 match address 101
interface FastEthernet1/1
 ip address 10.9.0.1 255.255.255.0
 crypto map test
`;

const value = <T>(result: Result<T, ViciFailure>): T => {
  if (!result.ok) assert.fail(JSON.stringify(result.error));
  return result.value;
};

/** A client of a charon, and what it has said. */
export interface Control {
  readonly vici: ViciClient;
  readonly said: SaEvent[];
  /** Resolves when so many events fit, from the beginning. */
  until(is: (event: SaEvent) => boolean, count?: number): Promise<void>;
}

export function control(t: TestContext, host: CharonHost): Promise<Control> {
  const said: SaEvent[] = [];
  const looks = new Set<() => void>();
  return new Promise((resolve) => {
    const vici: ViciClient = viciClient({
      ...{ socket: host.socket, clock: systemClock, random: systemRandom },
      onLink: ({ kind }) => {
        if (kind === 'connected') resolve({ vici, said, until });
      },
      onEvent: (event) => {
        said.push(event);
        for (const look of [...looks]) look();
      },
    });
    t.after(() => vici.close());
    const until = (is: (event: SaEvent) => boolean, count = 1): Promise<void> =>
      new Promise((found, fail) => {
        const late = setTimeout(() => {
          const heard = said.map((one) => `${one.type}${'up' in one ? ` ${one.up}` : ''}`);
          fail(new Error(`${count} wanted, heard ${heard.join(', ')}`));
        }, 20_000);
        const look = (): void => {
          if (said.filter(is).length < count) return;
          clearTimeout(late);
          looks.delete(look);
          found();
        };
        looks.add(look);
        look();
      });
  });
}

/** Waits until something is so, looking at it often. */
export async function until(what: () => boolean | Promise<boolean>, why: () => string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await what())) {
    if (Date.now() > end) assert.fail(why());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A gateway and a site with a charon each, FreeRADIUS, and Tollgate that drives the gateway's charon. */
export class Site {
  readonly gw: CharonHost;
  readonly cl: CharonHost;
  readonly radius: FreeRadius;
  /** The client's charon. */
  client: Control;
  daemon: Daemon;
  /** Bytes of inner packets sent so far, by the test: towards the gateway, and from it. */
  readonly sent = { in: 0, out: 0, packetsIn: 0, packetsOut: 0 };
  readonly #t: TestContext;
  readonly #directory: string;
  readonly #text: string;

  private constructor(
    t: TestContext,
    parts: Pick<Site, 'gw' | 'cl' | 'radius' | 'client' | 'daemon'> & {
      readonly directory: string;
      readonly text: string;
    },
  ) {
    this.#t = t;
    this.#directory = parts.directory;
    this.#text = parts.text;
    this.gw = parts.gw;
    this.cl = parts.cl;
    this.radius = parts.radius;
    this.client = parts.client;
    this.daemon = parts.daemon;
  }

  static async start(
    t: TestContext,
    options: { readonly lifetime?: number; readonly lines?: string; readonly kernelEsp?: true } = {},
  ): Promise<Site> {
    const radius = await startFreeRadius();
    t.after(() => radius.remove());
    const esp = options.kernelEsp === true ? { kernelEsp: true as const } : {};
    const { gw, cl } = await charonLab(t, {
      gw: { address: '10.9.0.1/24', inner: ['10.1.0.1/24'], ...esp },
      cl: { address: '10.9.0.2/24', inner: ['10.2.0.1/24'], ...esp },
    });
    const client = await control(t, cl);
    await loadSite(client.vici);
    const directory = temporaryDirectory(t);
    const text = `hostname gw
aaa new-model
radius server main
 address ipv4 127.0.0.1 auth-port ${radius.ports.auth} acct-port ${radius.ports.acct}
 key ${radius.secret}
 timeout 1
 retransmit 1
radius-server vsa send accounting
aaa accounting network ipsecaaa start-stop group radius
${siteLines(gw.socket, options.lifetime)}${options.lines ?? ''}
`;
    const daemon = await daemonFor(t, join(directory, 'gateway'), text);
    await until(
      async () => /VICI_UP/.test(daemon.output()),
      () => daemon.output(),
    );
    return new Site(t, { gw, cl, radius, client, daemon, directory, text });
  }

  /** Sets the tunnel up from the site; resolves when its Start has arrived. */
  async connect(): Promise<void> {
    await until(
      async () => (await this.client.vici.initiate({ child: 'lan' })).ok,
      () => this.daemon.output() + this.gw.log().slice(-3000),
    );
  }

  /** Known traffic, one packet each way for each of `packets`. */
  async traffic(packets = 5, payload = 100): Promise<void> {
    const gateway = { host: this.gw, address: '10.1.0.1' };
    const site = { host: this.cl, address: '10.2.0.1' };
    await sendUdp({ from: site, to: gateway, packets, payload });
    await sendUdp({ from: gateway, to: site, packets: packets + 1, payload });
    this.sent.in += packets * (payload + innerHeaders);
    this.sent.out += (packets + 1) * (payload + innerHeaders);
    this.sent.packetsIn += packets;
    this.sent.packetsOut += packets + 1;
  }

  /** Values of an attribute in the records so far, one for each record that has it. */
  values(name: string): string[] {
    return this.radius
      .readDetail()
      .flatMap(({ attributes }) => attributes.filter(([one]) => one === name).map(([, text]) => text));
  }

  kinds(): string[] {
    return this.values('Acct-Status-Type');
  }

  async got(count: number): Promise<void> {
    await until(
      () => this.kinds().length >= count,
      () => `${count} records wanted, got ${this.kinds().join(', ')}\n${this.daemon.output()}`,
    );
  }

  /** The last record, as name and value. */
  last(): ReadonlyMap<string, string> {
    return new Map(this.radius.readDetail().at(-1)?.attributes ?? []);
  }

  /** What the gateway's charon says. */
  gateway(): Promise<Control> {
    return control(this.#t, this.gw);
  }

  /** Makes charon of the gateway rekey the children of later IKE SAs more often than IOS lets a configuration say. */
  async lives(gateway: Control, rekeyTime: string): Promise<void> {
    const [loaded] = value(await gateway.vici.listConnections());
    assert.ok(loaded);
    value(
      await gateway.vici.loadConnection(loaded.name, {
        version: '2',
        local_addrs: loaded.localAddresses,
        remote_addrs: loaded.remoteAddresses,
        proposals: ['aes128-sha256-modp2048'],
        local: { auth: 'psk', id: 'gw.lab' },
        remote: { auth: 'psk', id: 'site.lab' },
        children: {
          lan: {
            local_ts: ['10.1.0.0/24'],
            remote_ts: ['10.2.0.0/24'],
            esp_proposals: ['aes128-sha256'],
            rekey_time: rekeyTime,
          },
        },
      }),
    );
  }

  /** Waits until Tollgate has read the counters of all that was sent, in its own time. */
  async read(): Promise<void> {
    const { in: bytesIn, out } = this.sent;
    let text = '';
    await until(
      async () => {
        ({ text } = await this.daemon.run('enable', 'show aaa user all'));
        return new RegExp(`Bytes In = ${bytesIn}\\s+Bytes Out = ${out}\\s`).test(text);
      },
      () => `${bytesIn}/${out} wanted\n${text}`,
    );
  }

  /** Resolves when Tollgate has said something. */
  said(what: RegExp): Promise<void> {
    return until(
      () => what.test(this.daemon.output()),
      () => this.daemon.output(),
    );
  }

  /** The client's charon is another one, and is told its connection. */
  async controlClient(): Promise<void> {
    this.client = await control(this.#t, this.cl);
    await loadSite(this.client.vici);
  }

  /** Starts Tollgate again over the same state. */
  async restartDaemon(): Promise<void> {
    this.daemon = await daemonFor(this.#t, join(this.#directory, 'gateway'), this.#text);
  }
}

/** What the site has loaded. */
export async function loadSite(vici: ViciClient): Promise<void> {
  value(await vici.loadShared({ id: 's', type: 'IKE', data: 'sitesecret', owners: ['gw.lab', 'site.lab'] }));
  value(
    await vici.loadConnection('gw', {
      version: '2',
      local_addrs: ['10.9.0.2'],
      remote_addrs: ['10.9.0.1'],
      proposals: ['aes128-sha256-modp2048'],
      reauth_time: '0s',
      local: { auth: 'psk', id: 'site.lab' },
      remote: { auth: 'psk', id: 'gw.lab' },
      children: {
        lan: { local_ts: ['10.2.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes128-sha256'] },
      },
    }),
  );
}
