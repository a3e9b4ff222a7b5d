import type { DebugTopic } from '../../base/event-log.ts';
import type { ReceivedPacket, SentPacket, TacacsEvent } from './events.ts';
import {
  acctStatuses,
  authenActions,
  authenServices,
  authenStatuses,
  authenTypes,
  authorStatuses,
  nameOf,
} from './tables.ts';

/** Where the events come from, for the texts. */
export interface DebugContext {
  /** `192.0.2.20/49` */
  readonly server: string;
  /** The server group, if known. */
  readonly group?: string;
}

/**
 * The lines of `debug tacacs` and `debug tacacs accounting` for one event; empty for events without one. No line holds
 * a password, a prompt's answer or a key: START data and CONTINUE bodies are never shown, only their presence.
 */
export function debugLines(event: TacacsEvent, context: DebugContext): readonly string[] {
  switch (event.event) {
    case 'connecting':
      return [
        ...(context.group === undefined
          ? []
          : [`TPLUS: using previously set server ${context.server.replace(/\/\d+$/, '')} from group ${context.group}`]),
        `TAC+: Opening TCP/IP to ${context.server} timeout=${Math.ceil(event.timeout / 1000)}`,
      ];
    case 'socket-open':
      return [`TAC+: Opened TCP/IP handle ${handle(event.connection)} to ${context.server}`];
    case 'socket-close':
      return [`TAC+: Closing TCP/IP ${handle(event.connection)} connection to ${context.server}`];
    case 'socket-abort':
      return [`TAC+: Aborting TCP/IP ${handle(event.connection)} connection to ${context.server}: ${event.detail}`];
    case 'connect-failed':
      return [`TAC+: TCP/IP open to ${context.server} failed -- ${event.detail}`];
    case 'socket-error':
      return [`TAC+: TCP/IP ${handle(event.connection)} to ${context.server}: ${event.detail}`];
    case 'socket-timeout':
      return [`TPLUS(${hex(event.session)})/0: timed out`];
    case 'single-connect':
      return [`TAC+: ${context.server} ${event.agreed ? 'agreed to' : 'refused'} single-connect`];
    case 'sent':
      return sentLines(event.session, event.packet);
    case 'received':
      return [`TPLUS(${hex(event.session)})/0: Received ${event.length + 12} bytes response`];
    case 'reply':
      return replyLines(event.session, event.packet);
    case 'no-response':
      return [`TPLUS(${hex(event.session)})/0: no response (${event.reason}): ${event.detail}`];
  }
}

/** Whether `debug tacacs accounting` shows the event too, or only `debug tacacs`. */
export function debugTopic(event: TacacsEvent): DebugTopic {
  const accounting =
    (event.event === 'sent' && event.packet.kind === 'accounting') ||
    (event.event === 'reply' && event.packet.kind === 'accounting');
  return accounting ? 'tacacs accounting' : 'tacacs';
}

function sentLines(session: number, packet: SentPacket): readonly string[] {
  const id = hex(session);
  switch (packet.kind) {
    case 'authentication-start': {
      const { action, authenType, authenService, user, port, data } = packet.body;
      return [
        `TPLUS: Queuing AAA Authentication request ${id} for processing`,
        `TPLUS: Authentication start packet created for ${id}(${user})`,
        `TPLUS: action=${nameOf(authenActions, action)} type=${nameOf(authenTypes, authenType)} ` +
          `service=${nameOf(authenServices, authenService)} port=${port}${data.length > 0 ? ' data=<hidden>' : ''}`,
      ];
    }
    case 'authentication-continue':
      return [
        packet.abort
          ? `TPLUS: Authentication abort packet created for ${id}`
          : `TPLUS: Authentication continue packet created for ${id} answer=<hidden>`,
      ];
    case 'authorization':
      return [
        `TPLUS: Queuing AAA Authorization request ${id} for processing`,
        `TPLUS: processing authorization request id ${id}`,
        ...packet.body.args.map((arg) => `TPLUS: Sending AV ${arg}`),
        `TPLUS: Authorization request created for ${id}(${packet.body.user})`,
      ];
    case 'accounting':
      return [
        `TPLUS: Queuing AAA Accounting request ${id} for processing`,
        `TPLUS: processing accounting request id ${id}`,
        ...packet.body.args.map((arg) => `TPLUS: Sending AV ${arg}`),
        `TPLUS: Accounting request created for ${id}(${packet.body.user})`,
      ];
  }
}

function replyLines(session: number, packet: ReceivedPacket): readonly string[] {
  switch (packet.kind) {
    case 'authentication':
      return [`TPLUS: Received authen response status ${upper(authenStatuses, packet.body.status)}`];
    case 'authorization':
      return [
        ...packet.body.args.map((arg) => `TPLUS: Processed AV ${arg}`),
        `TPLUS: received authorization response for ${hex(session)}: ${upper(authorStatuses, packet.body.status)}`,
      ];
    case 'accounting':
      return [`TPLUS: Received accounting response with status ${accountingStatus(packet.body.status)}`];
  }
}

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0');
const handle = (connection: number): string => `0x${hex(connection)}`;
const upper = (table: Readonly<Record<string, number>>, code: number): string => nameOf(table, code).toUpperCase();
/** SUCCESS prints as PASS. */
const accountingStatus = (status: number): string =>
  status === acctStatuses.success ? 'PASS' : upper(acctStatuses, status);
