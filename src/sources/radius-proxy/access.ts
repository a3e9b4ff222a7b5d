import { randomInt } from 'node:crypto';
import { type AaaFacade, grantedServices, routingTable } from '../../aaa/index.ts';
import type { Accounting, Facts } from '../../accounting/index.ts';
import {
  attribute,
  codes,
  find,
  findAll,
  type Reply,
  revealUserPassword,
  type ServerRequest,
} from '../../protocols/radius/index.ts';
import type { ProxyCalls } from './calls.ts';
import type { RadiusProxyClient } from './config.ts';
import type { Login, Logins } from './logins.ts';
import { readFacts, readReport } from './report.ts';

/** Lists that one request is decided and accounted for by. */
export interface RequestLists {
  readonly authentication: string;
  /** Absent: nothing is to be authorized. */
  readonly authorization?: string;
  /** Absent: a refusal is not accounted for. */
  readonly accounting?: string;
}

/** A source whose users are asked about by way of the proxy, and who accounts for them itself: IPsec. */
export interface LoginOwner {
  /** The lists for a port (`NAS-Port-Id`); `undefined`: not one of its ports. */
  listsOf(port: string): RequestLists | undefined;
  /**
   * Somebody who asks on one of its ports has been authenticated.
   * @param asked User-Name of the request; an answer may name the user otherwise
   * @returns false: refused all the same, and why has been said
   */
  accepted(login: Login, asked: string | undefined): boolean;
}

export interface AccessDeps {
  /** Who knows the lists of a port better than the client's settings do. */
  readonly owner?: LoginOwner;
  readonly aaa: Pick<AaaFacade, 'authenticateNetwork' | 'confirmServices'>;
  readonly accounting: Pick<Accounting, 'failedLogin'>;
  readonly logins: Pick<Logins, 'add'>;
  readonly calls?: Pick<ProxyCalls, 'asked' | 'refused'>;
  /** Seconds between interims of a list, as configured: software that is not told otherwise reports as often. */
  readonly interimInterval: (list: string) => number | undefined;
}

/**
 * Answers an Access-Request by the lists. `undefined`: no answer, as when no server answers us (the software asks again
 * or asks elsewhere).
 * @param client settings of the software; `secret` is shared with it
 */
export async function answerAccess(
  deps: AccessDeps,
  client: RadiusProxyClient,
  secret: Uint8Array,
  request: ServerRequest,
): Promise<Reply | undefined> {
  const { packet } = request;
  // RFC 3579 §3.1: a request with EAP-Message and no Message-Authenticator is dropped.
  if (find(packet, 'EAP-Message') !== undefined && find(packet, 'Message-Authenticator') === undefined)
    return undefined;
  const hidden = find(packet, 'User-Password');
  const password = hidden && revealUserPassword(hidden, secret, packet.authenticator);
  const portId = find(packet, 'NAS-Port-Id');
  const owned = portId === undefined ? undefined : deps.owner?.listsOf(portId);
  const { port, caller, id } =
    readReport(withStatus(packet.attributes), request.receivedAt, client.sessionIdentifier) ?? {};
  const place = { client: request.source.address, user: find(packet, 'User-Name'), port, caller };
  const asked = readFacts(packet);
  // The first packet of a session is the set-up of its call.
  const call = owned === undefined ? deps.calls?.asked(place, asked) : undefined;
  const outcome = await deps.aaa.authenticateNetwork({
    list: owned?.authentication ?? client.authenticationList ?? 'default',
    authorization: owned === undefined ? (client.authorizationList ?? 'default') : owned.authorization,
    uniqueId: randomInt(1, 0x1_0000_0000),
    attributes: packet.attributes,
    authenticator: packet.authenticator,
    ...(password === undefined ? {} : { password }),
  });
  await call?.durable;
  switch (outcome.outcome) {
    case 'unavailable':
      return undefined;
    case 'challenge':
      return { code: codes['Access-Challenge'], attributes: outcome.attributes };
    case 'rejected':
      await failed(
        deps,
        owned === undefined ? (client.accountingList ?? 'default') : owned.accounting,
        request,
        outcome.authentic,
      );
      if (call !== undefined) await deps.calls?.refused(call.key);
      return { code: codes['Access-Reject'], attributes: outcome.attributes };
    case 'accepted': {
      const answer = { attributes: outcome.attributes };
      const ordered = find(answer, 'Acct-Interim-Interval');
      const { services } = await deps.aaa.confirmServices(grantedServices(answer));
      const named = find(answer, 'User-Name') ?? find(packet, 'User-Name');
      const service = asked.service ?? readFacts(answer).service;
      const vrf = routingTable(answer) ?? asked.vrf;
      const login: Login = {
        ...{ ...place, user: named, id: id ?? '' },
        authentic: outcome.authentic,
        classes: findAll(answer, 'Class').map((octets) => Buffer.from(octets).toString('hex')),
        ...(ordered === undefined ? {} : { interimInterval: ordered }),
        ...(services.length === 0 ? {} : { services }),
        ...(service === undefined ? {} : { service }),
        ...(vrf === undefined ? {} : { vrf }),
        ...(call === undefined ? {} : { call: call.key }),
      };
      if (owned !== undefined) {
        if (deps.owner?.accepted({ ...login, port: portId }, place.user) === false) {
          await failed(deps, owned.accounting, request, outcome.authentic);
          return { code: codes['Access-Reject'], attributes: [] };
        }
        return { code: codes['Access-Accept'], attributes: outcome.attributes };
      }
      const facts = { ...asked, ...(named === undefined ? {} : { user: named }) };
      deps.logins.add({ ...login, alone: { list: client.accountingList ?? 'default', facts } });
      const ours = ordered === undefined ? deps.interimInterval(client.accountingList ?? 'default') : undefined;
      const told = ours === undefined ? [] : [attribute('Acct-Interim-Interval', ours)];
      return { code: codes['Access-Accept'], attributes: [...outcome.attributes, ...told] };
    }
  }
}

/** An Access-Request read as the Start that will follow it. */
const withStatus = (attributes: ServerRequest['packet']['attributes']) => ({
  attributes: [attribute('Acct-Status-Type', 'Start'), ...attributes],
});

/**
 * A Stop of a session that never was (`aaa accounting send stop-record …`).
 * @param authentic who authenticated the user, who was not authorized then
 */
async function failed(
  { accounting }: AccessDeps,
  list: string | undefined,
  request: ServerRequest,
  authentic: Facts['authentic'],
): Promise<void> {
  if (list === undefined) return;
  const facts = { ...readFacts(request.packet), ...(authentic === undefined ? {} : { authentic }) };
  try {
    await accounting.failedLogin(list, { ...facts, terminateCause: 'user-error', disconnectCause: 1101 }, 'network');
  } catch {
    // The journal has told the operator; the user is refused all the same.
  }
}
