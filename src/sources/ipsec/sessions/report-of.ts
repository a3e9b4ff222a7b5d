import type { ChildSa, IkeSa, SaEvent } from '../../../protocols/vici/index.ts';
import type { Endpoint } from '../snapshot.ts';
import type { ChildReport, IkeReport, SaInput } from './sa-report.ts';

export function childReport(sa: ChildSa): ChildReport {
  const used = [sa.useIn, sa.useOut].filter((one) => one !== undefined);
  const spiIn = sa.spiIn ?? '';
  return {
    key: `${sa.uniqueId}:${spiIn}`,
    id: sa.uniqueId,
    name: sa.name,
    state: sa.state,
    protocol: sa.protocol === 'AH' ? 'AH' : 'ESP',
    mode: sa.mode === 'TRANSPORT' ? 'transport' : 'tunnel',
    udp: sa.encap,
    spiIn,
    spiOut: sa.spiOut ?? '',
    encryption: sa.encryption ?? '',
    keySize: sa.encryptionKeySize ?? 0,
    integrity: sa.integrity ?? '',
    dhGroup: sa.dhGroup,
    counters: { bytesIn: sa.bytesIn, bytesOut: sa.bytesOut, packetsIn: sa.packetsIn, packetsOut: sa.packetsOut },
    age: sa.installTime ?? 0,
    rekey: sa.rekeyTime,
    lifetime: sa.lifeTime,
    idle: used.length > 0 ? Math.min(...used) : undefined,
    localTs: sa.localTs,
    remoteTs: sa.remoteTs,
  };
}

const endpoint = ({ host, port }: { readonly host: string; readonly port: number }): Endpoint => ({
  address: (host.split('%')[0] ?? '').toLowerCase(),
  port: port || 500,
});
/** An identity that is not known yet reads `%any`. */
const identity = (id: string): string => (id === '%any' ? '' : id);

export function ikeReport(
  sa: IkeSa,
  ends: { readonly local: Endpoint; readonly remote: Endpoint } = endsOf(sa),
): IkeReport {
  return {
    key: `${sa.uniqueId}:${sa.initiatorSpi}`,
    id: sa.uniqueId,
    name: sa.name,
    version: sa.version,
    state: sa.state,
    ...ends,
    localId: identity(sa.local.id),
    remoteId: identity(sa.remote.id),
    user: sa.remoteXauthId ?? sa.remoteEapId,
    eap: sa.remoteEapId !== undefined,
    initiator: sa.initiator,
    initiatorSpi: sa.initiatorSpi,
    responderSpi: sa.responderSpi,
    nat: sa.natAny,
    encryption: sa.encryption ?? '',
    keySize: sa.encryptionKeySize ?? 0,
    integrity: sa.integrity ?? '',
    prf: sa.prf ?? '',
    dhGroup: sa.dhGroup ?? '',
    age: sa.established,
    rekey: sa.rekeyTime,
    reauth: sa.reauthTime,
    vips: sa.remoteVips,
    tasks: [...sa.tasksActive, ...sa.tasksQueued, ...sa.tasksPassive],
    children: sa.children.map(childReport),
  };
}

const endsOf = ({ local, remote }: IkeSa) => ({ local: endpoint(local), remote: endpoint(remote) });

/** What an event of charon says. */
export function inputsOf(event: SaEvent): readonly SaInput[] {
  switch (event.type) {
    case 'ike-updown':
      return [{ kind: event.up ? 'ike-up' : 'ike-down', ike: ikeReport(event.sa) }];
    case 'ike-update': {
      const ends = { local: endpoint(event.local), remote: endpoint(event.remote) };
      return [{ kind: 'ike-update', ike: ikeReport(event.sa, ends) }];
    }
    case 'ike-rekey':
      return [{ kind: 'ike-rekey', old: ikeReport(event.old), ike: ikeReport(event.new) }];
    case 'child-updown': {
      const ike = ikeReport(event.sa);
      return event.children.map((sa) => ({ kind: event.up ? 'child-up' : 'child-down', ike, child: childReport(sa) }));
    }
    case 'child-rekey': {
      const ike = ikeReport(event.sa);
      return event.rekeys.map((pair) => ({
        kind: 'child-rekey',
        ike,
        old: childReport(pair.old),
        child: childReport(pair.new),
      }));
    }
  }
}
