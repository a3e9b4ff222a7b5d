import { err, ok, type Result } from '../../base/result.ts';
import { BerReader, BerWriter } from './ber.ts';
import { type Pdu, readPdu, type TrapV1, writePdu } from './pdu.ts';

/** A message with a community (RFC 1157 §4, RFC 3417). */
export interface CommunityMessage {
  readonly version: 1 | 2;
  readonly community: Uint8Array;
  readonly pdu: Pdu | TrapV1;
}

/** Security parameters of the user-based model (RFC 3414 §2.4). */
export interface UsmParameters {
  /** Empty while it is not known. */
  readonly engineId: Uint8Array;
  readonly boots: number;
  /** Seconds since the last boot. */
  readonly time: number;
  readonly user: string;
  readonly authentication: Uint8Array;
  readonly privacy: Uint8Array;
}

export interface ScopedPdu {
  readonly contextEngineId: Uint8Array;
  readonly contextName: Uint8Array;
  readonly pdu: Pdu;
}

/** A message of version 3 (RFC 3412 §6). */
export interface V3Message {
  readonly version: 3;
  readonly id: number;
  /** The longest message that the sender takes, octets; 484 at least. */
  readonly maxSize: number;
  readonly authenticated: boolean;
  readonly private: boolean;
  readonly reportable: boolean;
  readonly security: UsmParameters;
  /** In clear, or encrypted octets when `private`. */
  readonly data: ScopedPdu | Uint8Array;
}

/** A message as it came, and where in it its digest is. */
export type Received = CommunityMessage | (V3Message & { readonly digestAt: number });

/**
 * - `malformed`: no message by the encoding rules
 * - `version`: a version that there is not
 * - `pdu`: a kind of PDU that agents don't take
 * - `security-model`: another one than the user-based
 */
export type DecodeError = 'malformed' | 'version' | 'pdu' | 'security-model';

/** The user-based security model (RFC 3411 §5). */
const userBased = 3;
const shortest = 484;

/** Decodes a datagram; never throws. */
export function decodeMessage(octets: Uint8Array): Result<Received, DecodeError> {
  const reader = new BerReader(octets).inside(0x30);
  const version = reader.integer();
  if (reader.failed) return err('malformed');
  if (version === 3) return decodeV3(reader);
  if (version !== 0 && version !== 1) return err('version');
  const community = Buffer.from(reader.octets());
  const pdu = readPdu(reader);
  if (reader.failed) return err('malformed');
  if (pdu === undefined) return err('pdu');
  return ok({ version: version === 0 ? 1 : 2, community, pdu });
}

function decodeV3(reader: BerReader): Result<Received, DecodeError> {
  const header = reader.inside(0x30);
  const id = header.integer();
  const maxSize = header.integer();
  const flags = header.octets();
  const model = header.integer();
  if (header.failed || flags.length !== 1 || maxSize < shortest) return err('malformed');
  if (model !== userBased) return err('security-model');
  const bits = flags[0] ?? 0;
  const security = reader.inside(0x04).inside(0x30);
  const engineId = Buffer.from(security.octets());
  const boots = security.integer();
  const time = security.integer();
  const user = security.octets().toString('utf8');
  const authentication = Buffer.from(security.octets());
  const digestAt = security.at - authentication.length;
  const privacy = Buffer.from(security.octets());
  if (security.failed || (bits & 3) === 2) return err('malformed');
  const about = {
    ...{ version: 3 as const, id, maxSize, digestAt, reportable: (bits & 4) !== 0 },
    ...{ authenticated: (bits & 1) !== 0, private: (bits & 2) !== 0 },
    security: { engineId, boots, time, user, authentication, privacy },
  };
  if (about.private) {
    const data = Buffer.from(reader.octets());
    return reader.failed ? err('malformed') : ok({ ...about, data });
  }
  const data = readScoped(reader);
  return data.ok ? ok({ ...about, data: data.value }) : data;
}

function readScoped(reader: BerReader): Result<ScopedPdu, DecodeError> {
  const scoped = reader.inside(0x30);
  const contextEngineId = Buffer.from(scoped.octets());
  const contextName = Buffer.from(scoped.octets());
  const pdu = readPdu(scoped);
  if (scoped.failed) return err('malformed');
  return pdu === undefined ? err('pdu') : ok({ contextEngineId, contextName, pdu });
}

/** What was decrypted; padding behind it is allowed. */
export const decodeScoped = (octets: Uint8Array): Result<ScopedPdu, DecodeError> => readScoped(new BerReader(octets));

export function encodeScoped({ contextEngineId, contextName, pdu }: ScopedPdu): Buffer {
  const writer = new BerWriter();
  writePdu(writer, pdu);
  writer.octets(contextName);
  writer.octets(contextEngineId);
  writer.header(0x30, 0);
  return writer.finish();
}

export function encodeCommunity({ version, community, pdu }: CommunityMessage): Buffer {
  const writer = new BerWriter();
  writePdu(writer, pdu);
  writer.octets(community);
  writer.integer(version - 1);
  writer.header(0x30, 0);
  return writer.finish();
}

/** @returns the message, and where in it the digest belongs */
export function encodeV3(message: V3Message): { readonly octets: Buffer; readonly digestAt: number } {
  const { id, maxSize, security, data } = message;
  const writer = new BerWriter();
  if (data instanceof Uint8Array) writer.octets(data);
  else writer.bytes(encodeScoped(data));
  const parameters = writer.length;
  writer.octets(security.privacy);
  writer.bytes(security.authentication);
  const digestEnd = writer.length;
  writer.header(0x04, digestEnd - security.authentication.length);
  writer.octets(Buffer.from(security.user, 'utf8'));
  writer.integer(security.time);
  writer.integer(security.boots);
  writer.octets(security.engineId);
  writer.header(0x30, parameters);
  writer.header(0x04, parameters);
  const header = writer.length;
  writer.integer(userBased);
  const bits = (message.authenticated ? 1 : 0) | (message.private ? 2 : 0) | (message.reportable ? 4 : 0);
  writer.octets(Uint8Array.of(bits));
  writer.integer(maxSize);
  writer.integer(id);
  writer.header(0x30, header);
  writer.integer(3);
  writer.header(0x30, 0);
  return { octets: writer.finish(), digestAt: writer.length - digestEnd };
}
