import { decodePacket, find, valueName, values } from '../../protocols/radius/index.ts';
import { decodeAccountingRequest } from '../../protocols/tacacs/index.ts';
import type { BookedEvent } from '../books/event.ts';
import type { StoredRecord } from '../query.ts';
import { ctime } from './dates.ts';
import { eventOf } from './read.ts';

const words: Readonly<Record<string, string>> = { start: 'start', on: 'start', stop: 'stop', off: 'stop' };
const services: Readonly<Record<string, string>> = { exec: 'shell', commands: 'shell', network: 'ppp' };

/**
 * A record as a line of a tac_plus log: time, NAS, user, port, rem_addr, `start`, `stop` or `update`, and the
 * arguments, each after a tab; an empty field is `unknown`. A RADIUS record gets the arguments that say the same.
 */
export function tacplus(record: StoredRecord): string {
  const { fields, args } = record.protocol === 'tacacs+' ? tacacsParts(record) : radiusParts(record);
  const all = [ctime(record.time), record.nas, ...fields.map((field) => field || 'unknown'), word(record), ...args];
  return `${all.map(oneLine).join('\t')}\n`;
}

const word = ({ kind }: StoredRecord): string => words[kind] ?? 'update';

/** A tab or line break inside a value would tear the line apart. */
const oneLine = (text: string): string =>
  [...text].map((c) => (c < ' ' ? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}` : c)).join('');

interface Parts {
  /** User, port, rem_addr. */
  readonly fields: readonly [string, string, string];
  readonly args: readonly string[];
}

function tacacsParts(record: StoredRecord): Parts {
  const request = decodeAccountingRequest(record.data);
  if (!request.ok) return { fields: [record.user, record.port, record.caller], args: [] };
  const { user, port, remAddr, args } = request.value;
  return { fields: [user, port, remAddr], args };
}

function radiusParts(record: StoredRecord): Parts {
  const event = eventOf(record);
  const packet = decodePacket(record.data);
  if (event === undefined || !packet.ok) return { fields: [record.user, record.port, record.caller], args: [] };
  const called = find(packet.value, 'Called-Station-Id');
  const cause = find(packet.value, 'Acct-Terminate-Cause');
  const caller = called === undefined ? event.caller : `${event.caller}/${called}`;
  const pairs: readonly (readonly [string, string | number | bigint | undefined])[] = [
    ['task_id', event.session],
    ['service', services[event.type] ?? event.type],
    ['protocol', protocolOf(packet.value)],
    ['addr', event.address],
    ['event', event.restart ? 'sys_acct' : undefined],
    ['disc-cause', cause],
    ['bytes_in', event.bytesIn],
    ['bytes_out', event.bytesOut],
    ['paks_in', event.packetsIn],
    ['paks_out', event.packetsOut],
    ['elapsed_time', elapsed(event)],
  ];
  const given = pairs.filter(([, value]) => value !== undefined && value !== '');
  return { fields: [event.user, event.port, caller], args: given.map(([name, value]) => `${name}=${value}`) };
}

const elapsed = ({ kind, duration }: BookedEvent): number | undefined => (kind === 'start' ? undefined : duration);

/** What runs over a connection, or over PPP: `telnet`, `ip`. */
function protocolOf(packet: Parameters<typeof find>[0]): string | undefined {
  const login = find(packet, 'Login-Service');
  if (login !== undefined) return valueName(values.loginService, login)?.toLowerCase();
  return find(packet, 'Framed-IP-Address') === undefined ? undefined : 'ip';
}
