import { randomInt } from 'node:crypto';
import type { AaaFacade } from '../../aaa/index.ts';
import type { Accounting } from '../../accounting/index.ts';
import {
  attribute,
  codes,
  find,
  findAll,
  type Reply,
  revealUserPassword,
  type ServerRequest,
} from '../../protocols/radius/index.ts';
import type { RadiusProxyClient } from './config.ts';
import type { Logins } from './logins.ts';
import { readFacts, readReport } from './report.ts';

export interface AccessDeps {
  readonly aaa: Pick<AaaFacade, 'authenticateNetwork'>;
  readonly accounting: Pick<Accounting, 'failedLogin'>;
  readonly logins: Pick<Logins, 'add'>;
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
  const outcome = await deps.aaa.authenticateNetwork({
    list: client.authenticationList ?? 'default',
    authorization: client.authorizationList ?? 'default',
    uniqueId: randomInt(1, 0x1_0000_0000),
    attributes: packet.attributes,
    authenticator: packet.authenticator,
    ...(password === undefined ? {} : { password }),
  });
  switch (outcome.outcome) {
    case 'unavailable':
      return undefined;
    case 'challenge':
      return { code: codes['Access-Challenge'], attributes: outcome.attributes };
    case 'rejected':
      await failed(deps, client, request);
      return { code: codes['Access-Reject'], attributes: outcome.attributes };
    case 'accepted': {
      const answer = { attributes: outcome.attributes };
      const ordered = find(answer, 'Acct-Interim-Interval');
      const named = find(answer, 'User-Name') ?? find(packet, 'User-Name');
      const { port, caller, id } =
        readReport(withStatus(packet.attributes), request.receivedAt, client.sessionIdentifier) ?? {};
      deps.logins.add({
        ...{ client: request.source.address, user: named, port, caller, id: id ?? '' },
        authentic: outcome.authentic,
        classes: findAll(answer, 'Class').map((octets) => Buffer.from(octets).toString('hex')),
        ...(ordered === undefined ? {} : { interimInterval: ordered }),
      });
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

/** `aaa accounting send stop-record authentication failure`: a Stop of a session that never was. */
async function failed({ accounting }: AccessDeps, client: RadiusProxyClient, request: ServerRequest): Promise<void> {
  const facts = readFacts(request.packet);
  try {
    await accounting.failedLogin(
      client.accountingList ?? 'default',
      { ...facts, terminateCause: 'user-error', disconnectCause: 1101 },
      'network',
    );
  } catch {
    // The journal has told the operator; the user is refused all the same.
  }
}
