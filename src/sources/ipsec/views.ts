import type { ConnectionOrigin } from './compile/origin.ts';
import type { IsakmpPeer } from './config.ts';
import { minus, none, plus } from './sessions/counters.ts';
import { flowEnds } from './sessions/flow-text.ts';
import { type ChildReport, type IkeReport, isUp } from './sessions/sa-report.ts';
import type { Child, CryptoSession, Ike } from './sessions/session.ts';
import type {
  Capability,
  CryptoSessionView,
  Endpoint,
  FlowView,
  IkeSaView,
  IpsecSaView,
  SessionStatus,
} from './snapshot.ts';

/** What views are made of, beside the session itself. */
export interface ViewContext {
  readonly now: number;
  readonly origin: ConnectionOrigin | undefined;
  readonly peers: readonly IsakmpPeer[];
  /** Acct-Session-Id, while it is accounted for. */
  readonly accountingId?: number;
  /** How peers of the connection prove who they are. */
  readonly authentication: IkeSaView['authentication'];
  /** Whether dead peers are looked for. */
  readonly deadPeerDetection: boolean;
}

/** See {@link SessionStatus}. */
export function statusOf(ikes: readonly Pick<IkeSaView, 'status'>[], children: boolean): SessionStatus {
  const active = ikes.some(({ status }) => status === 'active');
  if (children) return active ? 'UP-ACTIVE' : 'UP-NO-IKE';
  if (active) return 'UP-IDLE';
  return ikes.some(({ status }) => status === 'negotiating') ? 'DOWN-NEGOTIATING' : 'DOWN';
}

/** Description of a peer by address or identity: peers behind one address share it. */
export const describedPeer = (
  peers: readonly IsakmpPeer[],
  address: string,
  identity: string | undefined,
  vrf: string | undefined,
): IsakmpPeer | undefined =>
  peers.find(({ kind, peer, vrf: of }) => of === vrf && kind === 'address' && peer.toLowerCase() === address) ??
  peers.find(({ kind, peer, vrf: of }) => of === vrf && kind === 'hostname' && peer === identity);

const left = (seconds: number | undefined, at: number, now: number): number | undefined =>
  seconds === undefined ? undefined : Math.max(0, seconds - Math.floor((now - at) / 1000));

const statuses: Readonly<Record<string, IkeSaView['status']>> = { CREATED: 'negotiating', CONNECTING: 'negotiating' };

export function ikeView(report: IkeReport, at: number, context: ViewContext): IkeSaView {
  const { origin, now, deadPeerDetection } = context;
  const soonest = [report.rekey, report.reauth].filter((one) => one !== undefined);
  const capabilities: Capability[] = [];
  if (report.vips.length > 0) capabilities.push('C');
  if (deadPeerDetection) capabilities.push('D');
  if (report.nat) capabilities.push('N');
  if (report.user !== undefined && report.version === 1) capabilities.push('X');
  return {
    connId: report.id,
    version: report.version,
    status: isUp(report) ? 'active' : (statuses[report.state] ?? 'deleted'),
    aggressive: report.version === 1 && origin?.group !== undefined,
    ...{ local: report.local, remote: report.remote, localId: report.localId, remoteId: report.remoteId },
    ...{ initiator: report.initiator, initiatorSpi: report.initiatorSpi, responderSpi: report.responderSpi },
    ...{ encryption: report.encryption, keySize: report.keySize, integrity: report.integrity },
    ...{ prf: report.prf, dhGroup: report.dhGroup, capabilities },
    authentication: report.eap ? 'eap' : context.authentication,
    established: report.age === undefined ? undefined : at - report.age * 1000,
    lifetime: left(soonest.length > 0 ? Math.min(...soonest) : undefined, at, now),
    frontVrf: origin?.frontVrf,
    insideVrf: origin?.insideVrf,
  };
}

function saView(report: ChildReport, { counters, old, at }: Child, now: number): IpsecSaView {
  return {
    id: report.id,
    status: old ? 'old' : 'active',
    ...{ protocol: report.protocol, mode: report.mode, spiIn: report.spiIn, spiOut: report.spiOut, udp: report.udp },
    ...{ encryption: report.encryption, keySize: report.keySize, integrity: report.integrity, dhGroup: report.dhGroup },
    counters,
    installed: at - report.age * 1000,
    rekey: left(report.rekey, at, now),
    lifetime: left(report.lifetime, at, now),
  };
}

function originOf(origin: ConnectionOrigin | undefined): FlowView['origin'] {
  if (origin?.dynamicMap !== undefined) return 'dynamic crypto map';
  return origin?.map === undefined && origin?.ikev2Profile !== undefined ? 'ikev2 profile' : 'crypto map';
}

/** Flows that have SAs or had some, then those that are configured and had none; the latter of a dynamic entry only while none lives. */
function flowViews(session: CryptoSession | undefined, { origin, now }: ViewContext): readonly FlowView[] {
  const from = originOf(origin);
  const flows = [...(session?.flows ?? [])].flatMap(([name, { localTs, remoteTs, gone, shown }]) => {
    const children = [...(session?.children.values() ?? [])].filter(({ flow }) => flow === name);
    const counters = minus(
      children.reduce((sum, child) => plus(sum, child.counters), gone),
      shown,
    );
    const sas = children.flatMap((child) => (child.report === undefined ? [] : [saView(child.report, child, now)]));
    const activeSas = 2 * sas.filter(({ status }) => status === 'active').length;
    return flowEnds(localTs, remoteTs).map((ends): FlowView => ({ ...ends, origin: from, activeSas, counters, sas }));
  });
  const same = (a: Pick<FlowView, 'local' | 'remote' | 'protocol'>, b: typeof a): boolean =>
    a.local === b.local && a.remote === b.remote && a.protocol === b.protocol;
  // What a dynamic entry permits is narrowed to what a peer asks for: the living flow stands for the configured one.
  if (origin?.dynamicMap !== undefined && flows.some(({ activeSas }) => activeSas > 0)) return flows;
  for (const flow of origin?.flows ?? []) {
    if (flow.remote === 'dynamic' || flow.local === 'dynamic' || flows.some((one) => same(one, flow))) continue;
    const { protocol, local, remote, localPort, remotePort } = flow;
    flows.push({
      ...{ protocol, local, remote, localPort, remotePort, origin: from },
      ...{ activeSas: 0, counters: none, sas: [] },
    });
  }
  return flows;
}

const about = (context: ViewContext, remote: Endpoint, phase1Id: string | undefined) => {
  const { origin, peers } = context;
  return {
    interface: origin?.interface,
    remote,
    profile: origin?.profile ?? origin?.ikev2Profile,
    ikev2Profile: origin?.profile === undefined && origin?.ikev2Profile !== undefined,
    ...{ group: origin?.group, map: origin?.map, sequence: origin?.sequence, phase1Id },
    description: describedPeer(peers, remote.address, phase1Id, origin?.frontVrf)?.description,
    ...{ frontVrf: origin?.frontVrf, insideVrf: origin?.insideVrf, accountingList: origin?.accountingList },
  };
};

export function sessionView(session: CryptoSession, context: ViewContext): CryptoSessionView {
  const { id, local, remote, peer, user, vips, up, counters } = session;
  const ikeSas = [...session.ikes.values()].map(({ report, at }: Ike) => ikeView(report, at, context));
  return {
    ...about(context, remote, peer.remoteId || undefined),
    ...{ id, local, version: peer.version, username: user, up, counters, ikeSas },
    accountingId: context.accountingId,
    status: statusOf(ikeSas, session.hasChild),
    assignedAddress: vips[0],
    flows: flowViews(session, context),
  };
}

/** A peer that has no session: configured, or just negotiating. */
export function idleView(
  local: Endpoint,
  remote: Endpoint,
  version: 1 | 2,
  negotiating: readonly IkeReport[],
  context: ViewContext,
): CryptoSessionView {
  const ikeSas = negotiating.map((report) => ikeView(report, context.now, context));
  return {
    ...about(context, remote, negotiating[0]?.remoteId || undefined),
    ...{ id: 0, accountingId: undefined, local, version, username: undefined, up: undefined, counters: none, ikeSas },
    status: statusOf(ikeSas, false),
    assignedAddress: undefined,
    flows: flowViews(undefined, context),
  };
}
