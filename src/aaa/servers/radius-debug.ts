import type { DebugTopic, EventLog } from '../../base/event-log.ts';
import {
  type ClientEvent,
  codeName,
  codes,
  debugReceived,
  debugSent,
  decodePacket,
  exchangeId,
  find,
  type Packet,
} from '../../protocols/radius/index.ts';
import { RadiusExchange } from './radius-exchange.ts';
import type { RadiusServer } from './radius-server.ts';

/** `00000010`: a session in debug lines. */
export const debugId = (uniqueId: number): string => (uniqueId >>> 0).toString(16).toUpperCase().padStart(8, '0');

/**
 * Prints one event of the client as `debug radius [accounting]` does; the texts are made only while it is on.
 * @param ownerOf asked only then, too
 */
export function radiusDebug(log: EventLog, event: ClientEvent, ownerOf: () => RadiusServer | undefined): void {
  const accounting = 'request' in event && event.request.code === codes['Accounting-Request'];
  const topic: DebugTopic = accounting && !log.debugging('radius') ? 'radius accounting' : 'radius';
  if (!log.debugging(topic)) return;
  const owner = ownerOf();
  const lines = owner === undefined ? [] : linesOf(event, owner);
  if (lines.length > 0) log.debug(topic, () => lines.join('\n'));
}

function linesOf(event: ClientEvent, owner: RadiusServer): readonly string[] {
  switch (event.kind) {
    case 'sent': {
      const [exchange, id] = [event.request, session(event)];
      const seconds = exchange instanceof RadiusExchange ? (exchange.schedule[event.transmission - 1] ?? 0) / 1000 : 0;
      const started = `RADIUS(${id}): Started ${seconds} sec timeout`;
      if (event.retransmission) return [`RADIUS: Retransmit to (${owner.label}) for id ${exchangeId(event)}`, started];
      if (exchange instanceof RadiusExchange && exchange.failover)
        return [`RADIUS: Fail-over to (${owner.label}) for id ${exchangeId(event)}`, started];
      const packet = decodePacket(event.octets);
      const unique = exchange instanceof RadiusExchange ? exchange.uniqueId : 0;
      const peer = { ...event.server, sourcePort: event.sourcePort };
      return [
        ...(packet.ok && accounting(packet.value) ? accountingHead(packet.value, id) : []),
        `RADIUS(${id}): sending`,
        ...(packet.ok ? debugSent(packet.value, event.octets.length, peer, unique) : []),
        `RADIUS(${id}): Sending a ${event.server.host.includes(':') ? 'IPv6' : 'IPv4'} Radius Packet`,
        started,
      ];
    }
    case 'timeout': {
      const final = event.last && event.request instanceof RadiusExchange && event.request.final;
      const silence = [
        `RADIUS: No response from (${owner.label}) for id ${exchangeId(event)}`,
        'RADIUS: No response from server',
      ];
      return [`RADIUS(${session(event)}): Request timed out!`, ...(final ? silence : [])];
    }
    case 'answered': {
      const peer = { ...event.server, sourcePort: event.sourcePort };
      return debugReceived(event.packet, event.octets.length, peer);
    }
    case 'bad-authenticator':
      return ['RADIUS: response-authenticator decrypt fail', `RADIUS: Response (${event.identifier}) failed decrypt`];
    case 'unexpected-code':
      return [`RADIUS: Unexpected ${codeName(event.code)} for id ${exchangeId(event)} from (${owner.label})`];
    case 'malformed':
      return [`RADIUS: Malformed response from (${owner.label}): ${event.error.kind}`];
    case 'unexpected':
      return [`RADIUS: Response for non-existent request ident ${exchangeId(event)} from (${owner.label})`];
    case 'unknown-source':
      return [`RADIUS: Response from unknown server ${event.address}:${event.port}`];
    case 'network-error':
      return [`RADIUS: Sending to (${owner.label}) failed: ${event.code}`];
  }
}

const accounting = ({ code }: Packet): boolean => code === codes['Accounting-Request'];

/** What stands before an update and a Stop of something that has a port: the port stays, and so does the NAS's address. */
function accountingHead(packet: Packet, id: string): readonly string[] {
  const port = find(packet, 'NAS-Port');
  const kind = find(packet, 'Acct-Status-Type');
  const address = find(packet, 'NAS-IP-Address');
  if (port === undefined || (kind !== 2 && kind !== 3)) return [];
  return [
    `RADIUS(${id}): Using existing nas_port ${port}`,
    ...(address === undefined ? [] : [`RADIUS(${id}): Config NAS IP: ${address}`]),
  ];
}

const session = ({ request }: { readonly request: unknown }): string =>
  debugId(request instanceof RadiusExchange ? request.uniqueId : 0);
