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

/** The standard attributes, in the form of the radiusclient library. */
export function dictionaryText(): string {
  const rows: string[] = [];
  for (const [name, row] of Object.entries(attributeTable)) {
    const kind = kinds[row.kind];
    if ('vendor' in row || kind === undefined || row.type > 255) continue;
    rows.push(`ATTRIBUTE ${name} ${row.type} ${kind}`);
  }
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
