import type { Clock } from '../../base/clock.ts';
import type { ViciClient } from '../../protocols/vici/index.ts';
import type { ConnectionOrigin, ConnectionOrigins } from './compile/origin.ts';
import { emptyIpsecConfig, type IpsecConfig } from './config.ts';
import type { IkeReport } from './sessions/sa-report.ts';
import type { CryptoSession } from './sessions/session.ts';
import type { SessionTable } from './sessions/session-table.ts';
import type {
  CharonView,
  CryptoReader,
  CryptoSessionView,
  CryptoTotals,
  Endpoint,
  IkeSaView,
  IsakmpPeerView,
  SessionStatus,
} from './snapshot.ts';
import { describedPeer, idleView, ikeView, sessionView, type ViewContext } from './views.ts';

const isAddress = (text: string): boolean => /^[\d.]+$|:/.test(text);
const anywhere = { address: '0.0.0.0', port: 500 };

/** What `show` reads of the sessions. */
export class CryptoScreens implements Omit<CryptoReader, 'refresh' | 'charon'> {
  readonly #table: SessionTable;
  readonly #clock: Clock;
  readonly #accountingId: (session: CryptoSession) => number | undefined;
  readonly #authentication = new Map<string, IkeSaView['authentication']>();
  #config: IpsecConfig = emptyIpsecConfig;
  #originOf: (name: string) => ConnectionOrigin | undefined = () => undefined;
  #origins: ConnectionOrigins = new Map();
  #connected = false;
  #since: number | undefined;
  #version: string | undefined;
  #started = 0;
  #ended = 0;

  constructor(table: SessionTable, clock: Clock, accountingId: (session: CryptoSession) => number | undefined) {
    this.#table = table;
    this.#clock = clock;
    this.#accountingId = accountingId;
  }

  configure(
    config: IpsecConfig,
    originOf: (name: string) => ConnectionOrigin | undefined,
    origins: ConnectionOrigins,
  ): void {
    this.#config = config;
    this.#originOf = originOf;
    this.#origins = origins;
    this.#authentication.clear();
  }

  /** @param since as charon prints it */
  link(connected: boolean, since: string | undefined): void {
    this.#connected = connected;
    const time = since === undefined ? Number.NaN : Date.parse(since);
    this.#since = Number.isNaN(time) ? undefined : time;
  }

  learnVersion(version: string): void {
    this.#version = version;
  }

  count(what: 'up' | 'down'): void {
    if (what === 'up') this.#started += 1;
    else this.#ended += 1;
  }

  /** Asks charon how peers of connections prove who they are, once for each. */
  async learn(client: Pick<ViciClient, 'listConnections'> | undefined, names: Iterable<string>): Promise<void> {
    for (const name of names) {
      if (client === undefined || this.#authentication.has(name)) continue;
      this.#authentication.set(name, 'unknown');
      const answer = await client.listConnections(name);
      const kind = answer.ok ? (answer.value[0]?.remote[0]?.class ?? '') : '';
      if (kind.includes('pre-shared')) this.#authentication.set(name, 'psk');
      else if (kind.includes('public key')) this.#authentication.set(name, 'rsa-sig');
      else if (kind.startsWith('EAP')) this.#authentication.set(name, 'eap');
    }
  }

  sessions(): readonly CryptoSessionView[] {
    const views: CryptoSessionView[] = [];
    const seen = new Set<string>();
    for (const session of this.#table.sessions()) {
      seen.add(session.peer.name);
      const accountingId = this.#accountingId(session);
      const context = this.#context(session.peer.name);
      views.push(sessionView(session, accountingId === undefined ? context : { ...context, accountingId }));
    }
    views.sort((a, b) => (a.interface ?? '').localeCompare(b.interface ?? '', 'en', { numeric: true }) || a.id - b.id);
    const halfOpen = new Set(this.#table.halfOpen());
    for (const [name, origin] of this.#origins) {
      if (origin.peer === undefined || !isAddress(origin.peer) || seen.has(name)) continue;
      const remote: Endpoint = { address: origin.peer.toLowerCase(), port: 500 };
      const negotiating = [...halfOpen].filter((ike) => ike.remote.address === remote.address);
      for (const one of negotiating) halfOpen.delete(one);
      const local = negotiating[0]?.local ?? (origin.localAddress === undefined ? anywhere : at(origin.localAddress));
      views.push(idleView(local, remote, origin.version, negotiating, this.#context(name)));
    }
    for (const ike of halfOpen)
      views.push(idleView(ike.local, ike.remote, ike.version, [ike], this.#context(ike.name)));
    return views;
  }

  ikeSas(): readonly IkeSaView[] {
    const { now } = { now: this.#clock.now() };
    const views = [...this.#table.halfOpen()].map((report: IkeReport) =>
      ikeView(report, now, this.#context(report.name)),
    );
    for (const { ikes, peer } of this.#table.sessions())
      for (const { report, at: when } of ikes.values()) views.push(ikeView(report, when, this.#context(peer.name)));
    return views.sort((a, b) => a.connId - b.connId);
  }

  peers(): readonly IsakmpPeerView[] {
    const found = new Map<string, IsakmpPeerView>();
    for (const { remote, local, version, phase1Id, frontVrf, ikeSas } of this.sessions()) {
      if (ikeSas.length === 0) continue;
      const described = describedPeer(this.#config.peers, remote.address, phase1Id, frontVrf);
      found.set(`${remote.address} ${remote.port} ${frontVrf ?? ''}`, {
        ...{ remote, local, phase1Id, version, frontVrf },
        ...{ description: described?.description, configured: described !== undefined },
      });
    }
    for (const { kind, peer, vrf, description } of this.#config.peers) {
      const known = [...found.values()].some(
        (one) => one.frontVrf === vrf && (one.remote.address === peer.toLowerCase() || one.phase1Id === peer),
      );
      if (known || kind !== 'address') continue;
      found.set(`configured ${peer} ${vrf ?? ''}`, {
        ...{ remote: at(peer), local: undefined, description, phase1Id: undefined, version: 1 },
        ...{ configured: true, frontVrf: vrf },
      });
    }
    return [...found.values()];
  }

  totals(): CryptoTotals {
    const byStatus: Record<SessionStatus, number> = {
      ...{ 'UP-ACTIVE': 0, 'UP-IDLE': 0, 'UP-NO-IKE': 0, 'DOWN-NEGOTIATING': 0, DOWN: 0 },
    };
    for (const { status } of this.sessions()) byStatus[status] += 1;
    return { byStatus, started: this.#started, ended: this.#ended };
  }

  charon(socket: string | undefined): CharonView {
    return { socket, connected: this.#connected, version: this.#version, since: this.#since };
  }

  #context(name: string): ViewContext {
    const origin = this.#originOf(name);
    return {
      now: this.#clock.now(),
      origin,
      peers: this.#config.peers,
      authentication: this.#authentication.get(name) ?? 'unknown',
      deadPeerDetection: this.#config.isakmp.keepalive !== undefined,
    };
  }
}

const at = (address: string): Endpoint => ({ address: address.toLowerCase(), port: 500 });
