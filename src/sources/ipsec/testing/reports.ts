import type { Counters } from '../../../accounting/record.ts';
import type { ChildReport, IkeReport } from '../sessions/sa-report.ts';

/** Counters with so many octets each way, in packets of 100. */
export const octets = (bytesIn: number, bytesOut = bytesIn): Counters => ({
  bytesIn: BigInt(bytesIn),
  bytesOut: BigInt(bytesOut),
  packetsIn: BigInt(Math.ceil(bytesIn / 100)),
  packetsOut: BigInt(Math.ceil(bytesOut / 100)),
});

/** A pair of SAs as charon reports it. @param id number in charon */
export const child = (id: number, of: Partial<ChildReport> = {}): ChildReport => ({
  key: `${id}:c${id}`,
  id,
  name: 'lan',
  state: 'INSTALLED',
  protocol: 'ESP',
  mode: 'tunnel',
  udp: false,
  spiIn: `c${id}`,
  spiOut: `d${id}`,
  encryption: 'AES_CBC',
  keySize: 128,
  integrity: 'HMAC_SHA2_256_128',
  dhGroup: undefined,
  counters: octets(0),
  age: 0,
  rekey: 3000,
  lifetime: 3600,
  idle: undefined,
  localTs: ['10.1.0.0/24'],
  remoteTs: ['10.2.0.0/24'],
  ...of,
});

/** An IKE SA as charon reports it. @param id number in charon */
export const ike = (id: number, of: Partial<IkeReport> = {}): IkeReport => ({
  key: `${id}:a${id}`,
  id,
  name: 'site',
  version: 2,
  state: 'ESTABLISHED',
  local: { address: '10.9.0.1', port: 500 },
  remote: { address: '10.9.0.2', port: 500 },
  localId: 'gw.lab',
  remoteId: 'site.lab',
  user: undefined,
  eap: false,
  initiator: false,
  initiatorSpi: `a${id}`,
  responderSpi: `b${id}`,
  nat: false,
  encryption: 'AES_CBC',
  keySize: 128,
  integrity: 'HMAC_SHA2_256_128',
  prf: 'PRF_HMAC_SHA2_256',
  dhGroup: 'MODP_2048',
  age: 0,
  rekey: 10_000,
  reauth: undefined,
  vips: [],
  tasks: [],
  children: [],
  ...of,
});
