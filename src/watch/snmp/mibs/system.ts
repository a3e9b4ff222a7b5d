import type { Clock } from '../../../base/clock.ts';
import { counter32, integer, objectId, octets, oid, text, timeticks } from '../../../protocols/snmp/index.ts';
import type { SnmpConfig } from '../config.ts';
import { type Leaf, scalarLeaf } from '../objects.ts';
import type { SnmpCounters } from '../statistics.ts';
import type { UserSecurity } from '../user-security.ts';

export interface SystemMibDeps {
  readonly clock: Clock;
  /** When the agent began, monotonic milliseconds. */
  readonly started: number;
  readonly description: string;
  readonly hostname: () => string;
  readonly config: () => SnmpConfig;
  readonly counters: SnmpCounters;
  readonly security: () => UserSecurity;
  readonly boots: () => number;
}

/** The system group (RFC 3418), the snmp group, and what RFC 3411 and 3414 have of the engine. */
export function systemMib(deps: SystemMibDeps): readonly Leaf[] {
  const { clock, started, description, hostname, config, counters, security, boots } = deps;
  const system = '1.3.6.1.2.1.1';
  const leaves = [
    { name: 'sysDescr', oid: `${system}.1`, read: () => text(description) },
    // zeroDotZero: this program has no enterprise number under which it could have an identifier.
    { name: 'sysObjectID', oid: `${system}.2`, read: () => objectId([0, 0]) },
    { name: 'sysUpTime', oid: `${system}.3`, read: () => timeticks(clock.monotonic() - started) },
    { name: 'sysContact', oid: `${system}.4`, read: () => text(config().contact ?? '') },
    { name: 'sysName', oid: `${system}.5`, read: () => text(hostname()) },
    { name: 'sysLocation', oid: `${system}.6`, read: () => text(config().location ?? '') },
    // Internet, end-to-end and applications: layers 3, 4 and 7.
    { name: 'sysServices', oid: `${system}.7`, read: () => integer(76) },
    { name: 'snmpEngineID', oid: '1.3.6.1.6.3.10.2.1.1', read: () => octets(security().engineId) },
    { name: 'snmpEngineBoots', oid: '1.3.6.1.6.3.10.2.1.2', read: () => integer(boots()) },
    { name: 'snmpEngineTime', oid: '1.3.6.1.6.3.10.2.1.3', read: () => integer(security().time) },
    { name: 'snmpEngineMaxMessageSize', oid: '1.3.6.1.6.3.10.2.1.4', read: () => integer(65_507) },
    // No authenticationFailure traps.
    { name: 'snmpEnableAuthenTraps', oid: '1.3.6.1.2.1.11.30', read: () => integer(2) },
  ];
  return [
    ...leaves.map((leaf) => scalarLeaf({ ...leaf, oid: oid(leaf.oid) })),
    ...snmpCounters.map(([root, name, key]) =>
      scalarLeaf({ name, oid: oid(root), read: () => counter32(key === undefined ? 0 : counters[key]) }),
    ),
  ];
}

const group = '1.3.6.1.2.1.11';
const usm = '1.3.6.1.6.3.15.1.1';
/** What is not counted does not happen here: 0. */
const snmpCounters: readonly (readonly [root: string, name: string, key?: keyof SnmpCounters])[] = [
  [`${group}.1`, 'snmpInPkts', 'inPkts'],
  [`${group}.2`, 'snmpOutPkts', 'outPkts'],
  [`${group}.3`, 'snmpInBadVersions', 'inBadVersions'],
  [`${group}.4`, 'snmpInBadCommunityNames', 'inBadCommunityNames'],
  [`${group}.5`, 'snmpInBadCommunityUses', 'inBadCommunityUses'],
  [`${group}.6`, 'snmpInASNParseErrs', 'inAsnParseErrs'],
  [`${group}.13`, 'snmpInTotalReqVars', 'totalReqVars'],
  [`${group}.14`, 'snmpInTotalSetVars', 'totalSetVars'],
  [`${group}.15`, 'snmpInGetRequests', 'getRequests'],
  [`${group}.16`, 'snmpInGetNexts', 'getNexts'],
  [`${group}.17`, 'snmpInSetRequests', 'setRequests'],
  [`${group}.20`, 'snmpOutTooBigs', 'outTooBigs'],
  [`${group}.21`, 'snmpOutNoSuchNames', 'outNoSuchNames'],
  [`${group}.22`, 'snmpOutBadValues', 'outBadValues'],
  [`${group}.24`, 'snmpOutGenErrs', 'outGenErrs'],
  [`${group}.28`, 'snmpOutGetResponses', 'getResponses'],
  [`${group}.29`, 'snmpOutTraps', 'outTraps'],
  [`${group}.31`, 'snmpSilentDrops'],
  [`${group}.32`, 'snmpProxyDrops'],
  [`${usm}.1`, 'usmStatsUnsupportedSecLevels', 'unsupportedSecLevels'],
  [`${usm}.2`, 'usmStatsNotInTimeWindows', 'notInTimeWindows'],
  [`${usm}.3`, 'usmStatsUnknownUserNames', 'unknownUserNames'],
  [`${usm}.4`, 'usmStatsUnknownEngineIDs', 'unknownEngineIds'],
  [`${usm}.5`, 'usmStatsWrongDigests', 'wrongDigests'],
  [`${usm}.6`, 'usmStatsDecryptionErrors', 'decryptionErrors'],
];
