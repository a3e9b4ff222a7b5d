import { valueName, values } from '../../protocols/radius/index.ts';
import {
  type AccountingRequest,
  acctFlags,
  argumentValue,
  decodeAccountingRequest,
} from '../../protocols/tacacs/index.ts';
import type { InboxEntry } from '../inbox/entry.ts';
import type { BookedEvent, EventKind, EventType } from './event.ts';
import { identityOf } from './identity.ts';

const types: Readonly<Record<string, EventType>> = {
  shell: 'exec',
  connection: 'connection',
  system: 'system',
  resource: 'resource',
};

const counter = (text: string | undefined): bigint | number | undefined => {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value >= 2n ** 63n ? 2n ** 63n - 1n : value;
};
const seconds = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;

/** start, watchdog, stop (RFC 8907 §7.1). A watchdog with the start bit set carries new facts: an interim too. */
const kindOf = (flags: number): EventKind =>
  flags === acctFlags.start ? 'start' : flags === acctFlags.stop ? 'stop' : 'interim';

/** Reads the body of an accounting REQUEST; `undefined` when it is malformed. */
export function tacacsEvent(entry: InboxEntry): BookedEvent | undefined {
  const decoded = decodeAccountingRequest(entry.data);
  if (!decoded.ok) return undefined;
  const { flags, user, port, remAddr, args } = decoded.value;
  const argument = (name: string): string | undefined => argumentValue(args, name);
  const type = typeOf(decoded.value);
  const system = type === 'system' && argument('event') === 'sys_acct';
  const kind: EventKind = system ? (flags === acctFlags.stop ? 'off' : 'on') : kindOf(flags);
  const duration = seconds(argument('elapsed_time'));
  const began = seconds(argument('start_time'));
  const ended = seconds(argument('stop_time'));
  const stamp = ended ?? (began === undefined ? undefined : began + (kind === 'start' ? 0 : (duration ?? 0)));
  // A session's later records repeat its start_time: only with elapsed_time do they tell their own time.
  const alone = kind === 'start' || system || type === 'commands';
  const stamped = stamp !== undefined && (alone || (ended ?? duration) !== undefined);
  const time = stamped ? 1000 * stamp : entry.received;
  const startTime =
    began !== undefined
      ? 1000 * began
      : kind === 'start'
        ? time
        : duration === undefined
          ? undefined
          : time - 1000 * duration;
  const reason = argument('reason');
  return {
    protocol: 'tacacs+',
    type,
    kind,
    received: entry.received,
    time,
    stamped,
    delayed: false,
    startTime,
    nas: entry.address,
    user,
    port,
    caller: remAddr,
    peer: argument('isakmp-initator-ip') || remAddr,
    group: argument('isakmp-group-id') ?? '',
    privilege: type === 'commands' ? seconds(argument('priv-lvl')) : undefined,
    address: argument('addr') ?? '',
    session: argument('task_id') ?? '',
    command: type === 'commands' ? (argument('cmd') ?? '') : '',
    duration,
    bytesIn: counter(argument('bytes_in')),
    bytesOut: counter(argument('bytes_out')),
    packetsIn: counter(argument('paks_in')),
    packetsOut: counter(argument('paks_out')),
    cause: causeName(argument('disc-cause')),
    restart: system && (reason === 'reload' || reason === 'shutdown'),
    identity: identityOf(Buffer.concat([entry.data, Buffer.from(`\0${entry.address}`)])),
    data: entry.data,
  };
}

/** `service=shell` with a command is that command's record, without one the EXEC session's (§8.3). */
function typeOf({ args }: AccountingRequest): EventType {
  const service = argumentValue(args, 'service') ?? '';
  if (service === 'shell' && (argumentValue(args, 'cmd') ?? '') !== '') return 'commands';
  return types[service] ?? 'network';
}

/** `disc-cause` has the numbers of Acct-Terminate-Cause. */
const causeName = (text: string | undefined): string =>
  text === undefined ? '' : (valueName(values.acctTerminateCause, Number(text)) ?? text);
