import type { SessionOpening } from '../../accounting/accounting.ts';
import type { Facts } from '../../accounting/record.ts';
import type { Admission } from './gate.ts';
import type { CallEnd, CallRequest } from './ppp-types.ts';

/** @param now milliseconds since 1970 */
function placeFacts({ place }: CallRequest, now: number): Facts {
  const { callingStation, calledStation, speed } = place;
  return {
    portNumber: place.port,
    portName: place.portName,
    portType: 'async',
    ...(callingStation === undefined ? {} : { callingStation }),
    ...(calledStation === undefined ? {} : { calledStation }),
    ...(speed === undefined ? {} : { nasRxSpeed: speed, nasTxSpeed: speed }),
    preSessionTime: Math.max(0, Math.floor((now - place.arrived) / 1000)),
  };
}

/**
 * The network session of a call, as it is opened.
 * @param user who was let in, by PPP or before it
 * @param more what is known besides
 * @param now milliseconds since 1970
 */
export function callOpening(
  request: CallRequest,
  token: string,
  user: Admission | CallRequest['user'],
  more: Facts,
  now: number,
): SessionOpening {
  return {
    type: 'network',
    list: request.accounting,
    source: 'ppp',
    sourceKey: token,
    facts: {
      ...placeFacts(request, now),
      ...(user === undefined ? {} : { user: user.name, authentic: user.authentic }),
      ...(user === undefined || user.classes.length === 0 ? {} : { classes: user.classes }),
      service: request.encapsulation,
      connectProgress: 'Call Up',
      ...more,
    },
    startTime: now,
    ...(request.parent === undefined ? {} : { parent: request.parent }),
    ...(user?.interimInterval === undefined ? {} : { interimInterval: user.interimInterval }),
    ...(user?.services === undefined ? {} : { services: user.services }),
  };
}

export interface Refusal {
  readonly by: 'pap' | 'chap';
  readonly user: string | undefined;
  /** Who had authenticated the user all the same. */
  readonly authentic: Admission['authentic'] | undefined;
}

/**
 * What the record of a call says that got no session.
 * @param refusal `undefined`: the negotiation has failed, of a user who may be known from before PPP began
 * @param now milliseconds since 1970
 */
export function failedCallFacts(
  request: CallRequest,
  refusal: Refusal | undefined,
  { cause, disconnectCause }: Pick<CallEnd, 'cause' | 'disconnectCause'>,
  now: number,
): Facts {
  const user = refusal?.user ?? request.user?.name;
  const known = refusal === undefined ? request.user?.authentic : refusal.authentic;
  return {
    ...placeFacts(request, now),
    ...(user === undefined ? {} : { user }),
    ...(known === undefined ? {} : { authentic: known }),
    service: request.encapsulation,
    terminateCause: cause,
    disconnectCause,
  };
}
