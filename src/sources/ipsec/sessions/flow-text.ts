import type { FlowView } from '../snapshot.ts';

/** One side of a flow. */
export interface FlowEnd {
  readonly network: string;
  /** 0: every protocol. */
  readonly protocol: number;
  readonly port: string | undefined;
}

/** Names that charon gives protocols; others come as numbers. */
const protocols: Readonly<Record<string, number>> = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
};

const pattern = /^([^[]+)(?:\[([^/\]]*)(?:\/([^\]]*))?\])?$/;

/** Reads a traffic selector as charon prints it: `10.1.0.0/24`, `10.1.0.1/32[tcp/http]`, `10.0.0.1..10.0.0.9`. */
export function readSelector(text: string): FlowEnd {
  const [, network = text, protocol = '', port = ''] = pattern.exec(text) ?? [];
  return {
    network,
    protocol: protocols[protocol] ?? (/^\d+$/.test(protocol) ? Number(protocol) : 0),
    port: port === '' || port === '0-65535' ? undefined : port,
  };
}

export type FlowEnds = Pick<FlowView, 'protocol' | 'local' | 'remote' | 'localPort' | 'remotePort'>;

/** The flows of a pair of SAs: each local selector with each remote one. */
export const flowEnds = (localTs: readonly string[], remoteTs: readonly string[]): readonly FlowEnds[] =>
  localTs.map(readSelector).flatMap((local) =>
    remoteTs.map(readSelector).map((remote) => ({
      protocol: local.protocol || remote.protocol,
      local: local.network,
      remote: remote.network,
      localPort: local.port,
      remotePort: remote.port,
    })),
  );
