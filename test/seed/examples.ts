/**
 * The record examples of the documentation that Tollgate follows ("Configuring Accounting", AAA Accounting Types), as data:
 * what each attribute is called there, in the order in which it stands there, and what it says. Values that depend on the
 * moment are given by their form.
 */

/** What a value must be: the text itself, or its form. */
export type Expected = string | RegExp;
export type Attribute = readonly [name: string, value: Expected];

export interface RadiusRecord {
  readonly status: 'Start' | 'Stop';
  readonly attributes: readonly Attribute[];
}

/** A line of a TACACS+ server's file: user, port and address of the request, then the arguments. */
export interface TacacsRecord {
  readonly flag: 'start' | 'update' | 'stop';
  readonly user: string;
  readonly port: string;
  readonly remAddr: string;
  readonly args: readonly Attribute[];
}

export const address = '172.16.25.15';
export const host = '10.68.202.158';
export const user = 'username1';
export const dnis = '4327528';

const count = /^\d+$/;
const sessionId = /^[0-9A-F]{8}$/;

/** What stands first in every record of a user. */
const head = (port: number, caller: string | undefined, ip?: string): Attribute[] => [
  ['NAS-IP-Address', address],
  ['NAS-Port', String(port)],
  ['User-Name', user],
  ...(caller === undefined ? [] : ([['Client-Port-DNIS', dnis]] as const)),
  ['Caller-ID', caller ?? ip ?? ''],
];
/** Made by the server of the examples; they are on no wire. */
const tail: readonly Attribute[] = [
  ['User-Id', user],
  ['NAS-Identifier', address],
];
const counted: readonly Attribute[] = [
  ['Acct-Input-Octets', count],
  ['Acct-Output-Octets', count],
  ['Acct-Input-Packets', count],
  ['Acct-Output-Packets', count],
];
const time: Attribute = ['Acct-Session-Time', count];

/** @param middle between Acct-Session-Id and the counters */
const radius = (
  status: 'Start' | 'Stop',
  before: readonly Attribute[],
  service: string,
  middle: readonly Attribute[],
  usage: readonly Attribute[] = [],
): RadiusRecord => ({
  status,
  attributes: [
    ...before,
    ['Acct-Status-Type', status],
    ['Acct-Authentic', 'RADIUS'],
    ['Service-Type', service],
    ['Acct-Session-Id', sessionId],
    ...middle,
    ...usage,
    // The example has 0; on a busy machine it may be a second.
    ['Acct-Delay-Time', /^[0-4]$/],
    ...tail,
  ],
});

const exec = (before: readonly Attribute[], usage: readonly Attribute[]): readonly RadiusRecord[] => [
  radius('Start', before, 'Exec-User', []),
  radius('Stop', before, 'Exec-User', [], usage),
];
const connection = (
  service: string,
  to: readonly Attribute[] = [['Login-IP-Host', host]],
  before = head(2, '5622329477'),
): readonly RadiusRecord[] => {
  const middle: readonly Attribute[] = [['Login-Service', service], ...to];
  return [radius('Start', before, 'Login', middle), radius('Stop', before, 'Login', middle, [...counted, time])];
};
const framed = (ip: string): readonly Attribute[] => [
  ['Framed-IP-Address', ip],
  ['Framed-Protocol', 'PPP'],
];

export const radiusExamples = {
  /** EXEC Accounting, a dial-in user. */
  execDialIn: exec(head(1, '5622329483'), [time]),
  /** EXEC Accounting, a Telnet user. */
  execTelnet: exec(head(26, undefined, host), [time]),
  telnet: connection('Telnet'),
  rlogin: connection('Rlogin'),
  /** LAT stands there in TACACS+ only: the call of that example, said as those of Telnet and rlogin are. */
  lat: connection('LAT', [['Login-LAT-Service', 'VAX']], head(3, '5622329430')),
  /**
   * Network Accounting, a PPP user who comes in through an EXEC session: the records of the login around those of PPP. The
   * last EXEC record there lacks its Acct-Session-Time, which the EXEC examples have.
   */
  networkThroughExec: [
    radius('Start', head(5, '562'), 'Exec-User', []),
    radius('Start', head(5, '562'), 'Framed', framed('10.1.1.2')),
    radius('Stop', head(5, '562'), 'Framed', framed('10.1.1.2'), [...counted, time]),
    radius('Stop', head(5, '562'), 'Exec-User', [], [time]),
  ],
  /** Network Accounting, autoselect: no address at the start, and the protocol is known before it. */
  networkAutoselect: [
    radius('Start', head(3, '562'), 'Framed', [['Framed-Protocol', 'PPP']]),
    radius('Stop', head(3, '562'), 'Framed', framed('10.1.1.1').toReversed(), [...counted, time]),
  ],
} as const satisfies Record<string, readonly RadiusRecord[]>;

const caller = '5622329430/4327528';
const task: Attribute = ['task_id', /^[1-9]\d*$/];
const shell: Attribute = ['service', 'shell'];
const elapsed: Attribute = ['elapsed_time', count];
const usage: readonly Attribute[] = [
  ['bytes_in', count],
  ['bytes_out', count],
  ['paks_in', count],
  ['paks_out', count],
  elapsed,
];
const tacacs = (
  flag: TacacsRecord['flag'],
  port: string,
  remAddr: string,
  ...args: readonly Attribute[]
): TacacsRecord => ({ flag, user, port, remAddr, args: [task, ...args] });

const outbound = (protocol: string, to: string, command: string): readonly TacacsRecord[] => {
  const about: readonly Attribute[] = [
    ['service', 'connection'],
    ['protocol', protocol],
    ['addr', to],
    ['cmd', command],
  ];
  return [tacacs('start', 'tty3', caller, ...about), tacacs('stop', 'tty3', caller, ...about, ...usage)];
};
const commands = (level: number, lines: readonly string[]): readonly TacacsRecord[] =>
  lines.map((line) => tacacs('stop', 'tty3', caller, shell, ['priv-lvl', String(level)], ['cmd', `${line} <cr>`]));
const ppp: Attribute = ['service', 'ppp'];
const ip: Attribute = ['protocol', 'ip'];

export const tacacsExamples = {
  execDialIn: [tacacs('start', 'tty3', caller, shell), tacacs('stop', 'tty3', caller, shell, elapsed)],
  execTelnet: [tacacs('start', 'tty26', host, shell), tacacs('stop', 'tty26', host, shell, elapsed)],
  telnet: outbound('telnet', host, 'telnet username1-sun'),
  rlogin: outbound('rlogin', host, 'rlogin username1-sun /user username1'),
  lat: outbound('lat', 'VAX', 'lat VAX'),
  /** Two commands there are of a router's own: what this box has stands for them, with words of the same kind. */
  commands1: commands(1, ['show version', 'show users', 'show clock']),
  commands15: commands(15, ['configure terminal', 'interface Async 5', 'ip address 10.1.1.1 255.255.255.0']),
  /** The first record has the caller's number and the called one; the update there has another caller, by mistake. */
  networkThroughExec: [
    tacacs('start', 'tty4', '562/4327528', shell),
    tacacs('start', 'tty4', '562/4327528', ['addr', '10.1.1.1'], ppp),
    tacacs('update', 'tty4', '562/4327528', ['addr', '10.1.1.1'], ppp, ip, ['addr', '10.1.1.1']),
    tacacs('stop', 'tty4', '562/4327528', ['addr', '10.1.1.1'], ppp, ip, ['addr', '10.1.1.1'], ...usage),
    tacacs('stop', 'tty4', '562/4327528', shell, elapsed),
  ],
  networkAutoselect: [
    tacacs('start', 'Async5', '562/4327528', ppp),
    tacacs('update', 'Async5', '562/4327528', ppp, ip, ['addr', '10.1.1.2']),
    tacacs('stop', 'Async5', '562/4327528', ppp, ip, ['addr', '10.1.1.2'], ...usage),
  ],
  /** Where user, port and address are empty, the server of the examples writes `unknown`. */
  systemOn: [system('start')],
  systemOff: [system('stop')],
} as const satisfies Record<string, readonly TacacsRecord[]>;

/** The text there says off of the start and on of the stop: it is the other way round. */
function system(flag: 'start' | 'stop'): TacacsRecord {
  const args: readonly Attribute[] = [task, ['service', 'system'], ['event', 'sys_acct'], ['reason', 'reconfigure']];
  return { flag, user: '', port: '', remAddr: '', args };
}
