import {
  type AaaConfig,
  type AaaFacade,
  type BoxNames,
  type GroupAnswer,
  type MacFormat,
  nasIdentifier,
} from '../aaa/index.ts';
import type { Clock } from '../base/clock.ts';
import { encodeRadius, radiusCarries, toTacacs } from './attributes/encode.ts';
import type { RadiusContext } from './attributes/row.ts';
import type { DeliveryOutcome, DeliveryTransport } from './delivery/transport.ts';
import type { AccountingRecord } from './record.ts';

/** What the configuration says of how records look on the wire; asked at each transmission. */
export interface WireOptions {
  readonly eventTimestamp: boolean;
  readonly vsa: boolean;
  readonly gigawords: boolean;
  /** NAS-Identifier, by the address that this box has towards a server. */
  readonly nasIdentifier?: (nasAddress: string) => string;
  readonly macFormat?: MacFormat;
  readonly timezone: string;
}

/** @param gigawords from the accounting slice */
export function wireOptions(aaa: AaaConfig, gigawords: boolean, timezone: string, names: BoxNames): WireOptions {
  const format = aaa.radius.nasIdentifier?.accountingRequest;
  return {
    eventTimestamp: aaa.radius.eventTimestamp ?? true,
    vsa: aaa.radius.vsaSendAccounting ?? true,
    gigawords,
    ...(format === undefined ? {} : { nasIdentifier: (address) => nasIdentifier(format, names, address) }),
    ...(aaa.radius.macFormat === undefined ? {} : { macFormat: aaa.radius.macFormat }),
    timezone,
  };
}

/** Delivery over the server groups of the AAA room: they retransmit, fail over and know who is dead. */
export function aaaTransport(
  aaa: Pick<AaaFacade, 'groups' | 'onAlive'>,
  options: () => WireOptions,
  clock: Clock,
): DeliveryTransport {
  return {
    protocolOf: (group) => aaa.groups.get(group)?.protocol,
    deliver(name, record, uniqueId, done) {
      const group = aaa.groups.get(name);
      if (group === undefined) {
        done({ outcome: 'no-response', fault: 'server', reason: `${name}: unknown-group` });
      } else if (group.protocol === 'tacacs+') {
        group.account(
          uniqueId,
          () => toTacacs(record, options()),
          (answer) => done(outcomeOf(name, answer)),
        );
      } else if (!radiusCarries(record)) {
        done({ outcome: 'no-response', fault: 'record', reason: `${name}: RADIUS has no record for a command` });
      } else {
        group.account(
          uniqueId,
          ({ nasAddress, now }) => encodeRadius(record, contextOf(options(), nasAddress, delayOf(record, now))),
          (answer) => done(outcomeOf(name, answer)),
        );
      }
    },
    onAlive: (listener) =>
      aaa.onAlive((server) => {
        const heard = aaa.groups
          .all()
          .filter((group) =>
            group.members.some(
              (one) => one.protocol === server.protocol && one.host === server.host && one.port === server.port,
            ),
          );
        // A moment later, when whoever told us has taken note of it too.
        if (heard.length > 0) clock.after(0, () => listener(heard.map((group) => group.name)));
      }),
  };
}

/** Written out: spreading an object costs more than encoding it. */
const contextOf = (options: WireOptions, nasAddress: string, delay: number): RadiusContext => ({
  nasAddress,
  delay,
  eventTimestamp: options.eventTimestamp,
  vsa: options.vsa,
  gigawords: options.gigawords,
  nasIdentifier: options.nasIdentifier?.(nasAddress),
  macFormat: options.macFormat,
});

/** Acct-Delay-Time (RFC 2866 §5.2): whole seconds since the event. */
const delayOf = (record: AccountingRecord, now: number): number => Math.max(0, Math.floor((now - record.time) / 1000));

function outcomeOf(group: string, answer: GroupAnswer<unknown>): DeliveryOutcome {
  if (answer.outcome === 'answered') return { outcome: 'acknowledged', server: answer.server.name };
  const fault = answer.reason === 'not-encodable' ? 'record' : 'server';
  return { outcome: 'no-response', fault, reason: `${group}: ${answer.detail ?? answer.reason}` };
}
