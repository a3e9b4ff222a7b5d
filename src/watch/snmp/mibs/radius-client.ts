import { isIP } from 'node:net';
import type { AaaFacade, RadiusServerSnapshot, RadiusStatisticsColumn } from '../../../aaa/index.ts';
import {
  counter32,
  gauge32,
  integer,
  ipAddress,
  octets,
  oid,
  type SnmpValue,
  text,
  timeticks,
} from '../../../protocols/snmp/index.ts';
import { type Column, type Leaf, SortedRows, scalarLeaf, tableLeaves } from '../objects.ts';
import { addressOctets } from './addresses.ts';
import { perAnswer } from './fresh.ts';

type Row = RadiusServerSnapshot;
type Service = 'authentication' | 'accounting';

/**
 * Requests without retransmissions (RFC 4670 §4, RFC 4668 §4); in ours they are among the requests. A transaction that
 * goes on at another server is a request and a timeout, as there.
 */
const requests = ({ requests, retransmissions }: Row[Service]): number => requests - retransmissions;

/** InetAddressType: unknown, ipv4, ipv6. */
const addressType = ({ address }: Row): SnmpValue => integer({ 0: 0, 4: 1, 6: 2 }[isIP(address ?? '')] ?? 0);

const client = (
  root: string,
  names: { readonly invalid: string; readonly identifier: string },
  statistics: () => RadiusStatisticsColumn,
  hostname: () => string,
): readonly Leaf[] => [
  scalarLeaf({ name: names.invalid, oid: oid(`${root}.1`), read: () => counter32(statistics().unknown) }),
  scalarLeaf({ name: names.identifier, oid: oid(`${root}.2`), read: () => text(hostname()) }),
];

const place = (prefix: string, port: (row: Row) => number): readonly Column<Row>[] => [
  { name: `${prefix}Address`, number: 2, read: ({ address }) => ipAddress(address) },
  { name: `${prefix}ClientServerPortNumber`, number: 3, read: (row) => integer(port(row)) },
];

/** What comes after the counters (RFC 4670, 4668). */
const inet = (first: number, prefix: string, port: (row: Row) => number): readonly Column<Row>[] => [
  { name: `${prefix}InetAddressType`, number: first, read: addressType },
  { name: `${prefix}InetAddress`, number: first + 1, read: ({ address }) => octets(addressOctets(address)) },
  { name: `${prefix}ClientServerInetPortNumber`, number: first + 2, read: (row) => gauge32(port(row)) },
  { name: `${prefix}CounterDiscontinuity`, number: first + 3, read: ({ sinceCleared }) => timeticks(sinceCleared) },
];

const accountingColumns: readonly Column<Row>[] = [
  ...place('radiusAccServer', ({ acctPort }) => acctPort),
  { name: 'radiusAccClientRoundTripTime', number: 4, read: ({ accounting }) => timeticks(accounting.responseTime) },
  { name: 'radiusAccClientRequests', number: 5, read: ({ accounting }) => counter32(requests(accounting)) },
  {
    name: 'radiusAccClientRetransmissions',
    number: 6,
    read: ({ accounting }) => counter32(accounting.retransmissions),
  },
  { name: 'radiusAccClientResponses', number: 7, read: ({ accounting }) => counter32(accounting.successes) },
  { name: 'radiusAccClientMalformedResponses', number: 8, read: ({ accounting }) => counter32(accounting.malformed) },
  {
    name: 'radiusAccClientBadAuthenticators',
    number: 9,
    read: ({ accounting }) => counter32(accounting.badAuthenticators),
  },
  { name: 'radiusAccClientPendingRequests', number: 10, read: (row) => gauge32(row.outstandingAccounting) },
  { name: 'radiusAccClientTimeouts', number: 11, read: ({ accounting }) => counter32(accounting.timeouts) },
  { name: 'radiusAccClientUnknownTypes', number: 12, read: ({ accounting }) => counter32(accounting.incorrect) },
  { name: 'radiusAccClientPacketsDropped', number: 13, read: ({ accounting }) => counter32(accounting.unexpected) },
  ...inet(14, 'radiusAcc', ({ acctPort }) => acctPort),
];

const authenticationColumns: readonly Column<Row>[] = [
  ...place('radiusAuthServer', ({ authPort }) => authPort),
  {
    name: 'radiusAuthClientRoundTripTime',
    number: 4,
    read: ({ authentication }) => timeticks(authentication.responseTime),
  },
  {
    name: 'radiusAuthClientAccessRequests',
    number: 5,
    read: ({ authentication }) => counter32(requests(authentication)),
  },
  {
    name: 'radiusAuthClientAccessRetransmissions',
    number: 6,
    read: ({ authentication }) => counter32(authentication.retransmissions),
  },
  { name: 'radiusAuthClientAccessAccepts', number: 7, read: ({ authentication }) => counter32(authentication.accepts) },
  { name: 'radiusAuthClientAccessRejects', number: 8, read: ({ authentication }) => counter32(authentication.rejects) },
  {
    name: 'radiusAuthClientAccessChallenges',
    number: 9,
    read: ({ authentication }) => counter32(authentication.challenges),
  },
  {
    name: 'radiusAuthClientMalformedAccessResponses',
    number: 10,
    read: ({ authentication }) => counter32(authentication.malformed),
  },
  {
    name: 'radiusAuthClientBadAuthenticators',
    number: 11,
    read: ({ authentication }) => counter32(authentication.badAuthenticators),
  },
  { name: 'radiusAuthClientPendingRequests', number: 12, read: (row) => gauge32(row.outstandingAccess) },
  { name: 'radiusAuthClientTimeouts', number: 13, read: ({ authentication }) => counter32(authentication.timeouts) },
  {
    name: 'radiusAuthClientUnknownTypes',
    number: 14,
    read: ({ authentication }) => counter32(authentication.incorrect),
  },
  {
    name: 'radiusAuthClientPacketsDropped',
    number: 15,
    read: ({ authentication }) => counter32(authentication.unexpected),
  },
  ...inet(16, 'radiusAuth', ({ authPort }) => authPort),
];

/** RADIUS-ACC-CLIENT-MIB (RFC 4670) and RADIUS-AUTH-CLIENT-MIB (RFC 4668). */
export function radiusClientMibs(aaa: Pick<AaaFacade, 'snapshot'>, hostname: () => string): readonly Leaf[] {
  const snapshot = perAnswer(() => aaa.snapshot());
  const rows = perAnswer(
    () => new SortedRows(snapshot().radius.map((server) => ({ index: [server.id], row: server }))),
  );
  const withIndex = (name: string, columns: readonly Column<Row>[]): readonly Column<Row>[] => [
    { name, number: 1, read: ({ id }) => integer(id) },
    ...columns,
  ];
  const acc = '1.3.6.1.2.1.67.2.2.1.1';
  const auth = '1.3.6.1.2.1.67.1.2.1.1';
  return [
    ...client(
      acc,
      {
        invalid: 'radiusAccClientInvalidServerAddresses',
        identifier: 'radiusAccClientIdentifier',
      },
      () => snapshot().statistics.accounting,
      hostname,
    ),
    ...tableLeaves({
      name: 'radiusAccServerTable',
      entry: oid(`${acc}.3.1`),
      rows,
      columns: withIndex('radiusAccServerIndex', accountingColumns),
    }),
    ...client(
      auth,
      {
        invalid: 'radiusAuthClientInvalidServerAddresses',
        identifier: 'radiusAuthClientIdentifier',
      },
      () => snapshot().statistics.access,
      hostname,
    ),
    ...tableLeaves({
      name: 'radiusAuthServerTable',
      entry: oid(`${auth}.3.1`),
      rows,
      columns: withIndex('radiusAuthServerIndex', authenticationColumns),
    }),
  ];
}
