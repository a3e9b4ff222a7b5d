import { nasAddress } from '../../aaa/index.ts';
import type { Accounting, OpenSession } from '../../accounting/index.ts';
import type { Clock } from '../../base/clock.ts';
import {
  type Attribute,
  attribute,
  codes,
  find,
  type RadiusClient,
  type ServerEndpoint,
} from '../../protocols/radius/index.ts';
import type { ControlOutcome, DisconnectReason, SessionLimits, SessionOwner } from '../control/index.ts';
import { disconnectReasons } from '../control/index.ts';
import { defaultDisconnectPort, type RadiusProxyClient } from './config.ts';
import { type ProxySessions, proxySource } from './proxy-sessions.ts';
import type { Live } from './roll.ts';

export interface PassingOnDeps {
  readonly clock: Clock;
  readonly accounting: Pick<Accounting, 'session'>;
  readonly sessions: ProxySessions;
  readonly client: Pick<RadiusClient, 'exchange'>;
  /** Settings and secret of the client at an address. */
  readonly settingsAt: (address: string) => RadiusProxyClient | undefined;
  readonly secretAt: (address: string) => Uint8Array | undefined;
}

/** How long the software has to send the Stop of a session that it says it has ended, milliseconds. */
const stopPatience = 5000;
/** Waits for its answer, milliseconds; a server that asked us repeats its request meanwhile. */
const timeoutMs = 2000;
const retransmit = 2;

/** Error-Cause values (RFC 5176 §3.5). */
const notRoutable = 502;
const notRemovable = 504;

/** Passes requests about sessions on to the software that carries them. */
export class PassingOn implements SessionOwner {
  readonly source = proxySource;
  readonly #deps: PassingOnDeps;
  readonly #endpoints = new Map<string, ServerEndpoint>();

  constructor(deps: PassingOnDeps) {
    this.#deps = deps;
  }

  /** Ends a session where it is, and waits for its Stop; without one the session is closed here. */
  async disconnect(session: OpenSession, reason: DisconnectReason): Promise<ControlOutcome> {
    const { clock, sessions } = this.#deps;
    const live = sessions.get(session.key);
    if (live === undefined) return { outcome: 'not-found' };
    const { cause, disconnectCause } = disconnectReasons[reason];
    live.ending = { disconnectCause };
    const answer = await this.#ask(live, 'Disconnect-Request', []);
    if (answer.outcome !== 'done') {
      delete live.ending;
      return answer;
    }
    if (sessions.get(session.key) === live) {
      const ended = new Promise<void>((resolve) => {
        const timer = clock.after(stopPatience, resolve);
        live.ended = () => {
          timer.cancel();
          resolve();
        };
      });
      await ended;
    }
    if (sessions.get(session.key) === live) await sessions.end(live, { cause, disconnectCause, time: clock.now() });
    return answer;
  }

  async change(session: OpenSession, change: SessionLimits): Promise<ControlOutcome> {
    const live = this.#deps.sessions.get(session.key);
    if (live === undefined) return { outcome: 'not-found' };
    const { sessionTimeout, idleTimeout } = change;
    return this.#ask(live, 'CoA-Request', [
      ...(sessionTimeout === undefined ? [] : [attribute('Session-Timeout', sessionTimeout)]),
      ...(idleTimeout === undefined ? [] : [attribute('Idle-Timeout', idleTimeout)]),
    ]);
  }

  async #ask(
    live: Live,
    code: 'Disconnect-Request' | 'CoA-Request',
    more: readonly Attribute[],
  ): Promise<ControlOutcome> {
    const server = this.#endpoint(live);
    if (server === undefined) return { outcome: 'refused', errorCause: notRoutable };
    const attributes = [...naming(live), ...more, attribute('Event-Timestamp', new Date(this.#deps.clock.now()))];
    const request = { server, code: codes[code], attributes, timeoutMs, retransmit };
    const result = await this.#deps.client.exchange({ ...request, messageAuthenticator: true });
    if (!result.ok) return { outcome: 'refused', errorCause: notRemovable };
    const { packet } = result.value;
    if (packet.code === codes['Disconnect-ACK'] || packet.code === codes['CoA-ACK']) return { outcome: 'done' };
    const errorCause = find(packet, 'Error-Cause');
    return { outcome: 'refused', ...(errorCause === undefined ? {} : { errorCause }) };
  }

  #endpoint({ identity: { client: host } }: Live): ServerEndpoint | undefined {
    const { settingsAt, secretAt } = this.#deps;
    const settings = settingsAt(host);
    const secret = secretAt(host);
    const port = settings?.disconnectPort ?? defaultDisconnectPort;
    if (settings === undefined || secret === undefined || port === 0) return undefined;
    const known = this.#endpoints.get(host);
    if (known?.port === port && known.secret === secret) return known;
    const endpoint = { host, port, secret };
    this.#endpoints.set(host, endpoint);
    return endpoint;
  }
}

/** By what the software knows its session: what it has said of it itself (RFC 5176 §3). */
function naming({ session: { facts }, identity: { nas } }: Live): readonly Attribute[] {
  const attributes: Attribute[] = [];
  const { user, portNumber, portName, callingStation, address, foreignSessionId } = facts;
  if (user !== undefined) attributes.push(attribute('User-Name', user));
  if (nas.address !== undefined) attributes.push(nasAddress(nas.address));
  if (nas.identifier !== undefined) attributes.push(attribute('NAS-Identifier', nas.identifier));
  if (portNumber !== undefined) attributes.push(attribute('NAS-Port', portNumber));
  else if (portName !== undefined) attributes.push(attribute('NAS-Port-Id', portName));
  if (address !== undefined) attributes.push(attribute('Framed-IP-Address', address));
  if (callingStation !== undefined) attributes.push(attribute('Calling-Station-Id', callingStation));
  if (foreignSessionId !== undefined) attributes.push(attribute('Acct-Session-Id', foreignSessionId));
  return attributes;
}
