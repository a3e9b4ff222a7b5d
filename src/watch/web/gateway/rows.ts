import { type Accounting, type Facts, hexSessionId, type OpenSession } from '../../../accounting/index.ts';
import type { Fact, LiveRow } from '../contract.ts';

/** What of the ledger the page reads. */
export type PageBooks = Pick<
  Accounting,
  'sessions' | 'session' | 'watch' | 'books' | 'outbox' | 'storage' | 'command' | 'storedOrHeld'
>;

/** One row of the table of live sessions. */
export function liveRow({ key, sessionId, type, source, facts, startTime, counters }: OpenSession): LiveRow {
  return [
    String(key),
    hexSessionId(sessionId),
    facts.serviceName === undefined ? type : `${type} ${facts.serviceName}`,
    facts.user ?? '',
    // Access software may number its ports and name none; the numbers of our own mean nothing to people.
    facts.portName ?? facts.vrrs ?? (source === 'radius-proxy' ? String(facts.portNumber ?? '') : ''),
    facts.callingStation ?? '',
    facts.host ?? facts.address ?? '',
    '',
    startTime,
    Number(counters?.bytesIn ?? 0n),
    Number(counters?.bytesOut ?? 0n),
  ];
}

const authentic = {
  radius: 'a RADIUS server',
  local: 'this box',
  remote: 'a TACACS+ server',
  none: 'nobody',
} as const;

type Text = string | number | undefined;
/** What is shown of the facts, in this order; what no person needs (Class, passed attributes) is left out. */
const shown: readonly (readonly [name: string, of: (facts: Facts) => Text])[] = [
  ['User', (facts) => facts.user],
  ['Authenticated by', (facts) => facts.authentic && authentic[facts.authentic]],
  ['Privilege', (facts) => facts.privilege],
  ['Port', (facts) => facts.portName],
  ['Kind of port', (facts) => facts.portType],
  ['Caller', (facts) => facts.callingStation],
  ['Called', (facts) => facts.calledStation],
  ['Service', (facts) => facts.service],
  ['Protocol', (facts) => facts.protocol],
  ['Address', (facts) => facts.address],
  ['Host', (facts) => facts.host],
  ['By', (facts) => facts.loginService],
  ['Redundancy name', (facts) => facts.vrrs],
  ['Name of service', (facts) => facts.serviceName],
  ['Routing table', (facts) => facts.vrf],
  ['Group', (facts) => facts.isakmpGroup],
  ['Peer', (facts) => facts.isakmpInitiator],
  ['Identity in phase 1', (facts) => facts.isakmpPhase1],
  ['Progress', (facts) => facts.connectProgress],
  ['Id at its software', (facts) => facts.foreignSessionId],
];

export const factsOf = (facts: Facts): readonly Fact[] =>
  shown.flatMap(([name, of]) => {
    const value = of(facts);
    return value === undefined || value === '' ? [] : [{ name, value: String(value) }];
  });
