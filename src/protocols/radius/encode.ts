import { type Random, systemRandom } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Attribute, RequestAttributes } from './attribute.ts';
import {
  headerLength,
  hideTunnelPassword,
  hideUserPassword,
  maxPacketLength,
  messageAuthenticator,
  messageAuthenticatorType,
  type Secret,
  secretOctets,
  signReply,
  signRequest,
} from './authenticator.ts';
import { codes, hasRandomAuthenticator } from './codes.ts';
import { usualFormat } from './dictionary.ts';
import type { EncodeError, Packet } from './packet.ts';

/** How hidden values are made while a packet is written. */
interface Hiding {
  readonly secret: Uint8Array;
  readonly authenticator: Uint8Array;
  /** Of the next Tunnel-Password; each in a packet has its own (RFC 2868 §3.5). */
  salt: number;
}

// One packet is written at a time, so all share one place to write to.
const room = Buffer.allocUnsafe(maxPacketLength + 512);

/** Writes attributes from `at` on; returns the end, or what doesn't fit. */
function writeAttributes(attributes: readonly Attribute[], start: number, hiding?: Hiding): number | EncodeError {
  let at = start;
  let vendorAt = -1;
  for (const attribute of attributes) {
    const { type, vendor, vendorType } = attribute;
    const value = attribute.conceal && hiding ? conceal(attribute, hiding) : attribute.value;
    if (vendor === undefined) {
      const size = value.length + 2;
      if (size > 255) return { kind: 'attribute-too-long', type, octets: value.length };
      if (at + size > maxPacketLength) return { kind: 'packet-too-long', octets: at + size };
      room[at] = type;
      room[at + 1] = size;
      room.set(value, at + 2);
      at += size;
      vendorAt = -1;
      continue;
    }
    const { typeOctets, lengthOctets } = attribute.format ?? usualFormat;
    const header = vendorType === undefined ? 0 : typeOctets + lengthOctets;
    const join = attribute.joined === true && vendorAt >= 0 && room.readUInt32BE(vendorAt + 2) === vendor;
    const size = (join ? 0 : 6) + header + value.length;
    const whole = join ? (room[vendorAt + 1] ?? 0) + size : size;
    if (whole > 255)
      return {
        kind: 'attribute-too-long',
        type,
        ...(vendorType === undefined ? {} : { vendorType }),
        octets: value.length,
      };
    if (at + size > maxPacketLength) return { kind: 'packet-too-long', octets: at + size };
    if (!join) {
      vendorAt = at;
      room[at] = type;
      room.writeUInt32BE(vendor, at + 2);
      at += 6;
    }
    room[vendorAt + 1] = whole;
    if (vendorType !== undefined) {
      room.writeUIntBE(vendorType % 256 ** typeOctets, at, typeOctets);
      if (lengthOctets > 0) room.writeUIntBE(header + value.length, at + typeOctets, lengthOctets);
    }
    room.set(value, at + header);
    at += header + value.length;
  }
  return at;
}

function writeOctets(octets: Uint8Array, at: number): number | EncodeError {
  const end = at + octets.length;
  if (end > maxPacketLength) return { kind: 'packet-too-long', octets: end };
  room.set(octets, at);
  return end;
}

function conceal(attribute: Attribute, hiding: Hiding): Uint8Array {
  const { secret, authenticator } = hiding;
  if (attribute.conceal === 'user-password') return hideUserPassword(attribute.value, secret, authenticator);
  if (attribute.conceal === 'salted') return hideTunnelPassword(attribute.value, secret, authenticator, hiding.salt++);
  const hidden = hideTunnelPassword(attribute.value.subarray(1), secret, authenticator, hiding.salt++);
  return Buffer.concat([attribute.value.subarray(0, 1), hidden]);
}

/** Writes a packet as it is: no digest is computed and nothing hidden. The opposite of {@link decodePacket}. */
export function encodePacket(packet: Packet): Result<Uint8Array, EncodeError> {
  const end = writeAttributes(packet.attributes, headerLength);
  if (typeof end !== 'number') return err(end);
  writeHeader(packet.code, packet.identifier, end);
  room.set(packet.authenticator.subarray(0, 16), 4);
  return ok(Buffer.from(room.subarray(0, end)));
}

function writeHeader(code: number, identifier: number, length: number): void {
  room[0] = code;
  room[1] = identifier;
  room[2] = length >> 8;
  room[3] = length & 0xff;
}

export interface RequestToEncode {
  readonly code: number;
  /** 0–255 */
  readonly identifier: number;
  /** Octets are taken as they are: nothing in them is hidden, and none of them is a Message-Authenticator. */
  readonly attributes: RequestAttributes;
  readonly secret: Secret;
  /**
   * Whether to put a Message-Authenticator first. Default: in Access-Request and Status-Server, not elsewhere. One
   * that is among the attributes is computed where it stands.
   */
  readonly messageAuthenticator?: boolean | undefined;
}

/**
 * Writes a request with its authenticator (octets 4–19 of the result): random for Access-Request and Status-Server,
 * a digest for the others (RFC 2865 §3, RFC 2866 §3). Attributes marked `conceal` are hidden.
 */
export function encodeRequest(
  request: RequestToEncode,
  random: Random = systemRandom,
): Result<Uint8Array, EncodeError> {
  const { code, identifier } = request;
  const secret = secretOctets(request.secret);
  const isRandom = hasRandomAuthenticator(code);
  const authenticator = isRandom ? random.bytes(16) : noAuthenticator;
  const packet = write(code, identifier, authenticator, request.attributes, secret, {
    add: request.messageAuthenticator ?? isRandom,
    random,
  });
  if (!packet.ok) return packet;
  if (!isRandom) signRequest(packet.value, secret);
  return packet;
}

export interface ReplyToEncode {
  readonly code: number;
  readonly identifier: number;
  /** The 16 octets of the request that is answered. */
  readonly requestAuthenticator: Uint8Array;
  readonly attributes: readonly Attribute[];
  readonly secret: Secret;
  /** Whether to put a Message-Authenticator first. Default: in answers to Access-Request. */
  readonly messageAuthenticator?: boolean;
}

/** Writes an answer with its Response Authenticator (RFC 2865 §3). Attributes marked `conceal` are hidden. */
export function encodeReply(reply: ReplyToEncode, random: Random = systemRandom): Result<Uint8Array, EncodeError> {
  const { code, identifier, requestAuthenticator: authenticator } = reply;
  const secret = secretOctets(reply.secret);
  const toAccess =
    code === codes['Access-Accept'] || code === codes['Access-Reject'] || code === codes['Access-Challenge'];
  const packet = write(code, identifier, authenticator, reply.attributes, secret, {
    add: reply.messageAuthenticator ?? toAccess,
    random,
  });
  if (packet.ok) signReply(packet.value, secret);
  return packet;
}

const noAuthenticator = new Uint8Array(16);

/** Writes header, given authenticator and attributes, with the Message-Authenticator computed. */
function write(
  code: number,
  identifier: number,
  authenticator: Uint8Array,
  attributes: RequestAttributes,
  secret: Uint8Array,
  options: { readonly add: boolean; readonly random: Random },
): Result<Uint8Array, EncodeError> {
  let macAt = -1;
  let start = headerLength;
  const list = attributes instanceof Uint8Array ? [] : attributes;
  const present = list.some(({ type }) => type === messageAuthenticatorType);
  if (options.add && !present) {
    room[start] = messageAuthenticatorType;
    room[start + 1] = 18;
    macAt = start + 2;
    start += 18;
  }
  const hides = list.some((attribute) => attribute.conceal !== undefined);
  const hiding: Hiding | undefined = hides
    ? { secret, authenticator, salt: Math.floor(options.random.fraction() * 0x8000) }
    : undefined;
  const end =
    attributes instanceof Uint8Array ? writeOctets(attributes, start) : writeAttributes(attributes, start, hiding);
  if (typeof end !== 'number') return err(end);
  writeHeader(code, identifier, end);
  room.set(authenticator, 4);
  const packet = Buffer.allocUnsafe(end);
  room.copy(packet, 0, 0, end);
  if (present) macAt = messageAuthenticatorAt(packet);
  if (macAt >= 0) packet.set(messageAuthenticator(packet, macAt, authenticator, 0, secret), macAt);
  return ok(packet);
}

function messageAuthenticatorAt(packet: Uint8Array): number {
  for (let at = headerLength; at < packet.length; at += packet[at + 1] ?? 2)
    if (packet[at] === messageAuthenticatorType && packet[at + 1] === 18) return at + 2;
  return -1;
}
