import { attributeTable } from '../../protocols/radius/index.ts';

/** Where pppd's radius.so finds this daemon. */
export interface GatePorts {
  readonly auth: number;
  readonly acct: number;
}

/** How radius.so's dictionary names the kinds that it knows. */
const kinds: Readonly<Record<string, string>> = {
  string: 'string',
  octets: 'string',
  integer: 'integer',
  ipaddr: 'ipaddr',
  date: 'date',
};

/** Vendor number of Microsoft, and its attributes for MS-CHAP (RFC 2548 §2.1, §2.3). */
export const microsoft = 311;
export const chapOfMicrosoft = {
  'MS-CHAP-Response': 1,
  'MS-CHAP-Error': 2,
  'MS-CHAP-Challenge': 11,
  'MS-CHAP2-Response': 25,
  'MS-CHAP2-Success': 26,
} as const;

/** The standard attributes and those of MS-CHAP, in the form of the radiusclient library. */
export function dictionaryText(): string {
  const rows: string[] = [];
  for (const [name, row] of Object.entries(attributeTable)) {
    const kind = kinds[row.kind];
    if ('vendor' in row || kind === undefined || row.type > 255) continue;
    rows.push(`ATTRIBUTE ${name} ${row.type} ${kind}`);
  }
  rows.push(`VENDOR Microsoft ${microsoft}`);
  for (const [name, type] of Object.entries(chapOfMicrosoft)) rows.push(`ATTRIBUTE ${name} ${type} string Microsoft`);
  return `${rows.join('\n')}\n`;
}

/**
 * Configuration of radius.so.
 * @param directory where its other files are
 */
export const configurationText = (directory: string, ports: GatePorts): string =>
  [
    'auth_order radius',
    'login_tries 1',
    'login_timeout 60',
    `nologin ${directory}/nologin`,
    `issue ${directory}/issue`,
    `authserver 127.0.0.1:${ports.auth}`,
    `acctserver 127.0.0.1:${ports.acct}`,
    `servers ${directory}/servers`,
    `dictionary ${directory}/dictionary`,
    'login_radius /bin/false',
    'login_local /bin/false',
    `seqfile ${directory}/sequence`,
    `mapfile ${directory}/ports`,
    'default_realm',
    // Longer than the servers behind this daemon take to answer, with their retransmissions and the next method.
    'radius_timeout 10',
    'radius_retries 5',
    '',
  ].join('\n');

export const serversText = (secret: string): string => `127.0.0.1 ${secret}\n`;
