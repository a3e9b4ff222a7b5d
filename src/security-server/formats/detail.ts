import {
  type Attribute,
  attributeTable,
  attributeText,
  decodePacket,
  entryOf,
  find,
  type Packet,
} from '../../protocols/radius/index.ts';
import { acctFlags, decodeAccountingRequest, nameOf, parseArgument } from '../../protocols/tacacs/index.ts';
import type { StoredRecord } from '../query.ts';
import { ctime } from './dates.ts';

/**
 * The order in which a record of the old detail files lists its attributes; what is not named here comes in the
 * packet's order where the dots are. Names that are equal in rank keep the packet's order.
 */
const ranks: Readonly<Record<string, number>> = {
  'NAS-IP-Address': 0,
  'NAS-IPv6-Address': 0,
  'NAS-Port': 1,
  'User-Name': 2,
  'Called-Station-Id': 3,
  'Calling-Station-Id': 4,
  'Acct-Status-Type': 5,
  'Acct-Authentic': 6,
  'Service-Type': 7,
  'Acct-Session-Id': 8,
  'Login-Service': 9,
  'Login-IP-Host': 9,
  'Framed-IP-Address': 9,
  'Framed-Protocol': 9,
  'Acct-Input-Octets': 10,
  'Acct-Output-Octets': 11,
  'Acct-Input-Packets': 12,
  'Acct-Output-Packets': 13,
  'Acct-Session-Time': 14,
  // … 15
  'Acct-Delay-Time': 16,
};
const otherRank = 15;

/** Names that the old dictionary has for attributes, and for values of Service-Type. */
const oldNames: Readonly<Record<string, string>> = {
  'Called-Station-Id': 'Client-Port-DNIS',
  'Calling-Station-Id': 'Caller-ID',
};
const oldServiceTypes: Readonly<Record<string, string>> = {
  'Login-User': 'Login',
  'Framed-User': 'Framed',
  'NAS-Prompt-User': 'Exec-User',
};

/** Kinds of values that are written bare; all others are quoted, addresses too. */
const bareKinds: ReadonlySet<string> = new Set(['integer', 'date', 'byte', 'short', 'signed', 'integer64', 'octets']);

const quoted = (text: string): string =>
  `"${[...text].map((c) => (c === '"' || c === '\\' ? `\\${c}` : c < ' ' || c === '\x7f' ? escaped(c) : c)).join('')}"`;
const escaped = (c: string): string => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`;
const line = (name: string, value: string): string => `  ${name} = ${value}\n`;

/** A record as a RADIUS server's detail file has it, followed by an empty line. */
export const detail = (record: StoredRecord): string =>
  `${ctime(record.time)}\n${record.protocol === 'radius' ? radiusLines(record) : tacacsLines(record)}\n`;

function radiusLines(record: StoredRecord): string {
  const packet = decodePacket(record.data);
  if (!packet.ok) return '';
  const rows = packet.value.attributes
    .filter(({ type }) => type !== attributeTable['NAS-Identifier'].type)
    .map((attribute) => radiusLine(attribute))
    .sort((a, b) => a.rank - b.rank);
  return rows.map(({ text }) => text).join('') + addedLines(packet.value, record);
}

function radiusLine(attribute: Attribute): { readonly rank: number; readonly text: string } {
  const { name, text, tag } = attributeText(attribute);
  const kind = entryOf(attribute)?.kind ?? 'octets';
  const value = name === 'Service-Type' ? (oldServiceTypes[text] ?? text) : bareKinds.has(kind) ? text : quoted(text);
  const shown = oldNames[name] ?? name;
  return { rank: ranks[name] ?? otherRank, text: line(tag === 0 ? shown : `${shown}:${tag}`, value) };
}

/** The old servers close each record with these two, whether the NAS sent them or not. */
function addedLines(packet: Packet, { user, nas }: StoredRecord): string {
  const identifier = find(packet, 'NAS-Identifier') ?? nas;
  return (user === '' ? '' : line('User-Id', quoted(user))) + line('NAS-Identifier', quoted(identifier));
}

const statuses: Readonly<Record<string, string>> = {
  start: 'Start',
  stop: 'Stop',
  interim: 'Interim-Update',
  on: 'Accounting-On',
  off: 'Accounting-Off',
};

/** A TACACS+ record in that form: header fields under their RADIUS names, then the arguments under their own. */
function tacacsLines(record: StoredRecord): string {
  const request = decodeAccountingRequest(record.data);
  if (!request.ok) return '';
  const { user, port, remAddr, args, flags } = request.value;
  const optional = (name: string, value: string): string => (value === '' ? '' : line(name, quoted(value)));
  const fields = [
    line('NAS-IP-Address', quoted(record.nas)),
    optional('NAS-Port-Id', port),
    optional('User-Name', user),
    optional('Caller-ID', remAddr),
    line('Acct-Status-Type', statuses[record.kind] ?? nameOf(acctFlags, flags)),
  ];
  const values = args.map((argument) => {
    const parsed = parseArgument(argument);
    if (parsed === undefined) return line('argument', quoted(argument));
    return line(parsed.name, /^\d+$/.test(parsed.value) ? parsed.value : quoted(parsed.value));
  });
  return [...fields, ...values].join('');
}
