import { type Attribute, entryOf, vendorSpecific } from './attribute.ts';
import type { AttributeRow, ValueTable } from './attribute-table.ts';
import { codeName } from './codes.ts';
import { builtinDictionary, type Dictionary, type DictionaryEntry, valueName } from './dictionary.ts';
import type { Packet } from './packet.ts';
import { readValue } from './value.ts';

/** Names that IOS spells otherwise than the RFCs; all are cut at 20 characters (19 in a vendor's line). */
const iosNames: Readonly<Record<string, string>> = {
  'Cisco-AVPair': 'Cisco AVpair',
  'Cisco-NAS-Port': 'cisco-nas-port',
  'Acct-Input-Gigawords': 'Acct-Input-Giga-Words',
  'Acct-Output-Gigawords': 'Acct-Output-Giga-Words',
};

/** Value names that IOS spells otherwise, by attribute. */
const iosValues: Readonly<Record<string, ValueTable>> = {
  'Acct-Status-Type': { Watchdog: 3 },
  'Acct-Terminate-Cause': { none: 0 },
  'Service-Type': {
    Login: 1,
    Framed: 2,
    'Callback Login': 3,
    'Callback Framed': 4,
    Outbound: 5,
    Administrative: 6,
    'NAS Prompt': 7,
  },
};

/** AV pairs whose value is a secret: `tunnel-password=…`, `ipsec:shared-secret=…`. */
const secretPair = /^([^=*]*(?:password|passwd|secret|pre-?shared-?key)[^=*]*[=*]).*$/is;

/**
 * A packet as `debug radius` prints it: the authenticator and one line per attribute, two for a vendor's. No secret
 * is shown: hidden attributes, CHAP-Password, and AV pairs named so print `*`.
 */
export function debugPacket(packet: Packet, dictionary: Dictionary = builtinDictionary): string[] {
  return [debugAuthenticator(packet.authenticator), ...debugAttributes(packet.attributes, dictionary)];
}

export const debugAuthenticator = (octets: Uint8Array): string =>
  `RADIUS:  authenticator ${hex(octets.subarray(0, 8))} - ${hex(octets.subarray(8, 16))}`;

export function debugAttributes(
  attributes: readonly Attribute[],
  dictionary: Dictionary = builtinDictionary,
): string[] {
  return attributes.flatMap((attribute) => {
    const { type, vendor, vendorType, value } = attribute;
    const row = entryOf(attribute, dictionary);
    if (type !== vendorSpecific || vendor === undefined) {
      return line(nameOf(row, type), type, value.length + 2, 0, attribute, row);
    }
    const inner = value.length + (vendorType === undefined ? 0 : 2);
    const vendorName = `Vendor, ${dictionary.vendor(vendor)?.name ?? vendor}`;
    const head = attribute.joined ? [] : [`RADIUS:  ${column(vendorName, 20)}[26]  ${column(String(inner + 6), 4)}`];
    return vendorType === undefined
      ? [...head, ...octetLines(value)]
      : [...head, ...line(nameOf(row, vendorType), vendorType, inner, 1, attribute, row)];
  });
}

const nameOf = (row: DictionaryEntry | undefined, type: number): string =>
  row === undefined ? `Attribute-${type}` : (iosNames[row.name] ?? row.name);

/** `name[type] length value`, in the columns of IOS: 20, 6, 4, 26. */
function line(
  name: string,
  type: number,
  length: number,
  indent: 0 | 1,
  attribute: Attribute,
  row: DictionaryEntry | undefined,
): string[] {
  const margin = indent === 1 ? 'RADIUS:   ' : 'RADIUS:  ';
  const head = `${margin}${column(name, 20 - indent)}${`[${type}]`.padEnd(6)}${column(String(length), 4)}`;
  const shown = valueColumns(attribute, row);
  return shown === undefined ? [head, ...octetLines(attribute.value)] : [head + shown];
}

/** Undefined: to be shown as octets on lines of their own. */
function valueColumns(attribute: Attribute, row: DictionaryEntry | undefined): string | undefined {
  if (attribute.conceal || row?.encrypted || row?.secret) return '*';
  if (row === undefined) return undefined;
  const { value, tag } = readValue(row, attribute.value);
  const tagged = row.tagged ? `${String(tag).padStart(2, '0')}:` : '';
  if (typeof value === 'string')
    return row.kind === 'string'
      ? `${tagged}"${printable(value.replace(secretPair, '$1*'))}"`
      : `${tagged}${value}`.padEnd(26);
  if (typeof value === 'number' || typeof value === 'bigint') return `${tagged}${numberColumns(row, Number(value))}`;
  return undefined;
}

function numberColumns(row: AttributeRow & { readonly name: string }, number: number): string {
  const name = valueName(iosValues[row.name], number) ?? valueName(row.values, number);
  return name === undefined ? String(number).padEnd(26) : `${iosCase(row.name, name).padEnd(26)}[${number}]`;
}

/** IOS prints the causes in lower case. */
const iosCase = (attribute: string, name: string): string =>
  attribute === 'Acct-Terminate-Cause' ? name.toLowerCase() : name;

/** 16 octets a line, with what can be read of them. */
function octetLines(octets: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < octets.length; at += 16) {
    const part = octets.subarray(at, at + 16);
    const text = String.fromCharCode(...part).replace(/[^\x20-\x7e]/g, '');
    lines.push(`RADIUS:   ${hex(part).padEnd(48)}[${text}]`);
  }
  return lines;
}

const column = (text: string, width: number): string => text.slice(0, width).padEnd(width);

// biome-ignore lint/suspicious/noControlCharactersInRegex: a log line must not carry control characters to a terminal
const printable = (text: string): string => text.replace(/[\x00-\x1f\x7f-\x9f]/g, '.');

const hex = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(16).toUpperCase().padStart(2, '0')).join(' ');

/** The unique id that IOS prints after `RADIUS`: `(00006BEE)`. */
const uniqueId = (id: number): string => `(${(id >>> 0).toString(16).toUpperCase().padStart(8, '0')})`;

/** What a debug line says about where a packet goes or comes from. */
export interface DebugPeer {
  readonly host: string;
  readonly port: number;
  readonly sourcePort: number;
}

/** `RADIUS(00006BEE): Send Accounting-Request to 192.0.2.57:1813 id 1646/12, len 366`, then the packet. */
export function debugSent(
  packet: Packet,
  length: number,
  to: DebugPeer,
  id: number,
  dictionary: Dictionary = builtinDictionary,
): string[] {
  return [
    `RADIUS${uniqueId(id)}: Send ${codeName(packet.code)} to ${to.host}:${to.port} id ${to.sourcePort}/${packet.identifier}, len ${length}`,
    ...debugPacket(packet, dictionary),
  ];
}

/** `RADIUS: Received from id 1646/12 192.0.2.57:1813, Accounting-response, len 20`, then the packet. */
export function debugReceived(
  packet: Packet,
  length: number,
  from: DebugPeer,
  dictionary: Dictionary = builtinDictionary,
): string[] {
  const code = codeName(packet.code);
  // IOS writes this one with a small r.
  const name = code === 'Accounting-Response' ? 'Accounting-response' : code;
  return [
    `RADIUS: Received from id ${from.sourcePort}/${packet.identifier} ${from.host}:${from.port}, ${name}, len ${length}`,
    ...debugPacket(packet, dictionary),
  ];
}
