/** Facilities (RFC 5424 §6.2.1). IOS sends local7 unless told otherwise. */
export const facilities = {
  kern: 0,
  user: 1,
  mail: 2,
  daemon: 3,
  auth: 4,
  syslog: 5,
  lpr: 6,
  news: 7,
  uucp: 8,
  cron: 9,
  authpriv: 10,
  ftp: 11,
  ntp: 12,
  audit: 13,
  alert: 14,
  clock: 15,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
} as const satisfies Readonly<Record<string, number>>;
export type Facility = keyof typeof facilities;

/** 0 emergencies … 7 debugging. */
export type SyslogSeverity = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** One message, before it takes a format. */
export interface SyslogMessage {
  /** Default local7. */
  readonly facility?: Facility;
  readonly severity: SyslogSeverity;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The text, for IOS `%SYS-5-CONFIG_I: text`. */
  readonly text: string;
  readonly hostname?: string;
  readonly appName?: string;
  readonly procId?: string;
  /** For instance the mnemonic `SYS-5-CONFIG_I`. */
  readonly msgId?: string;
}

/** How IOS stamps its messages (`service timestamps log datetime …`). */
export interface IosStamp {
  /** `service sequence-numbers`, and what remote hosts get anyway. */
  readonly sequence?: number;
  /** Whether the clock is synchronised; if not, a `*` goes before the time. Default false. */
  readonly synchronised?: boolean;
  /** `msec`; default true. */
  readonly milliseconds?: boolean;
  /** `year` */
  readonly year?: boolean;
  /** `show-timezone`: printed after the time. */
  readonly zone?: string;
  /** Minutes east of UTC (`localtime`); default 0. */
  readonly offset?: number;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const pad = (value: number, width: number, fill = '0'): string => String(value).padStart(width, fill);

/** PRI (RFC 5424 §6.2.1): facility × 8 + severity. */
export const priority = (message: Pick<SyslogMessage, 'facility' | 'severity'>): number =>
  facilities[message.facility ?? 'local7'] * 8 + message.severity;

/** `*Nov 22 13:00:00.000`: the time as IOS logs print it. */
export function iosTime(time: number, stamp: IosStamp = {}): string {
  const at = new Date(time + (stamp.offset ?? 0) * 60_000);
  const day = pad(at.getUTCDate(), 2, ' ');
  const year = stamp.year === true ? ` ${at.getUTCFullYear()}` : '';
  const clock = `${pad(at.getUTCHours(), 2)}:${pad(at.getUTCMinutes(), 2)}:${pad(at.getUTCSeconds(), 2)}`;
  const fraction = stamp.milliseconds === false ? '' : `.${pad(at.getUTCMilliseconds(), 3)}`;
  const zone = stamp.zone === undefined ? '' : ` ${stamp.zone}`;
  const star = stamp.synchronised === true ? '' : '*';
  return `${star}${months[at.getUTCMonth()]!} ${day}${year} ${clock}${fraction}${zone}`;
}

/** `<189>12: *Nov 22 13:00:00.000: %SYS-5-CONFIG_I: text`, as IOS sends to a logging host. */
export function formatIos(message: SyslogMessage, stamp: IosStamp = {}): string {
  const sequence = stamp.sequence === undefined ? '' : `${stamp.sequence}: `;
  const host = message.hostname === undefined ? '' : `${token(message.hostname, 255)}: `;
  return `<${priority(message)}>${sequence}${host}${iosTime(message.time, stamp)}: ${oneLine(message.text)}`;
}

/** `<189>Nov 22 13:00:00 host app[pid]: text` (RFC 3164 §4.1), the time in `offset` minutes east of UTC. */
export function formatRfc3164(message: SyslogMessage, offset = 0): string {
  const time = iosTime(message.time, { synchronised: true, milliseconds: false, offset });
  const pid = message.procId === undefined ? '' : `[${token(message.procId, 32)}]`;
  const tag = message.appName === undefined ? '' : `${token(message.appName, 32)}${pid}: `;
  return `<${priority(message)}>${time} ${token(message.hostname, 255)} ${tag}${oneLine(message.text)}`;
}

/** `<189>1 2026-11-22T13:00:00.000Z host app pid msgid - text` (RFC 5424 §6), UTF-8 without structured data. */
export function formatRfc5424(message: SyslogMessage): string {
  const time = new Date(message.time).toISOString();
  const header = [
    time,
    token(message.hostname, 255),
    token(message.appName, 48),
    token(message.procId, 128),
    token(message.msgId, 32),
  ];
  return `<${priority(message)}>1 ${header.join(' ')} - ${oneLine(message.text)}`;
}

/** A header field: printable ASCII without spaces, cut at `limit`; `-` when there is none. */
function token(text: string | undefined, limit: number): string {
  const clean = (text ?? '').replace(/[^\x21-\x7e]/g, '').slice(0, limit);
  return clean === '' ? '-' : clean;
}

/** Control characters would let a text forge a second message: each becomes a space. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const oneLine = (text: string): string => text.replace(/[\x00-\x1f\x7f]/g, ' ');
