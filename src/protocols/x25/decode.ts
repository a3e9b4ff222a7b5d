import { err, ok, type Result } from '../../base/result.ts';
import { decodeAddresses } from './address.ts';
import { format } from './encode.ts';
import { decodeFacilities } from './facilities.ts';
import { type CallPacket, identifiers, longest, type Modulo, type X25Packet } from './packet.ts';

export type PacketError =
  | { readonly kind: 'short' }
  /** The general format identifier is none that is known. */
  | { readonly kind: 'format'; readonly octet: number }
  /** A packet type that isn't known, or not in XOT. */
  | { readonly kind: 'type'; readonly octet: number }
  | { readonly kind: 'addresses' }
  | { readonly kind: 'facilities' }
  /** More data than such a packet may have. */
  | { readonly kind: 'long' };

const names = new Map<number, Exclude<X25Packet['type'], 'data'>>(
  // The keys of the table are its names.
  Object.entries(identifiers).map(([name, octet]) => [octet, name as keyof typeof identifiers]),
);

/** Reads one X.25 packet (X.25 §5). */
export function decodePacket(bytes: Uint8Array): Result<X25Packet, PacketError> {
  const [first, second, third] = bytes;
  if (first === undefined || second === undefined || third === undefined) return err({ kind: 'short' });
  const general = first & (format.modulo8 | format.modulo128);
  const modulo: Modulo | undefined = general === format.modulo8 ? 8 : general === format.modulo128 ? 128 : undefined;
  if (modulo === undefined) return err({ kind: 'format', octet: first });
  const common = { channel: ((first & 15) << 8) | second, modulo };
  if ((third & 1) === 0) return data(bytes, common, first, third);
  const flow = modulo === 8 && [0x01, 0x05, 0x09].includes(third & 0x1f);
  const type = names.get(flow ? third & 0x1f : third);
  switch (type) {
    case undefined:
      return err({ kind: 'type', octet: third });
    case 'call':
    case 'call-accepted':
      return call(bytes, { ...common, type });
    case 'clear':
    case 'reset':
    case 'restart': {
      const [cause, diagnostic = 0] = bytes.subarray(3);
      return cause === undefined ? err({ kind: 'short' }) : ok({ ...common, type, cause, diagnostic });
    }
    case 'rr':
    case 'rnr':
    case 'rej': {
      if (modulo === 8) return ok({ ...common, type, pr: third >> 5 });
      const fourth = bytes[3];
      return fourth === undefined ? err({ kind: 'short' }) : ok({ ...common, type, pr: fourth >> 1 });
    }
    case 'interrupt': {
      const more = bytes.slice(3);
      if (more.length === 0) return err({ kind: 'short' });
      return more.length > longest.interrupt ? err({ kind: 'long' }) : ok({ ...common, type, data: more });
    }
    case 'diagnostic': {
      const code = bytes[3];
      return code === undefined ? err({ kind: 'short' }) : ok({ ...common, type, code, explanation: bytes.slice(4) });
    }
    case 'clear-confirmation':
    case 'reset-confirmation':
    case 'restart-confirmation':
    case 'interrupt-confirmation':
      return ok({ ...common, type });
  }
}

function data(
  bytes: Uint8Array,
  common: { readonly channel: number; readonly modulo: Modulo },
  first: number,
  third: number,
): Result<X25Packet, PacketError> {
  const wide = common.modulo === 128;
  const fourth = bytes[3];
  if (wide && fourth === undefined) return err({ kind: 'short' });
  const content = bytes.slice(wide ? 4 : 3);
  if (content.length > longest.data) return err({ kind: 'long' });
  const last = wide ? (fourth ?? 0) : third;
  return ok({
    ...common,
    type: 'data',
    qualified: (first & format.qualifier) !== 0,
    delivery: (first & format.delivery) !== 0,
    more: (last & (wide ? 1 : 0x10)) !== 0,
    ps: wide ? third >> 1 : (third >> 1) & 7,
    pr: wide ? last >> 1 : last >> 5,
    data: content,
  });
}

/** Addresses, facilities and data; an accepted call may leave off all of them from some place on. */
function call(
  bytes: Uint8Array,
  common: Pick<CallPacket, 'channel' | 'modulo' | 'type'>,
): Result<X25Packet, PacketError> {
  const accepted = common.type === 'call-accepted';
  const nothing = { called: '', calling: '', facilities: [], data: new Uint8Array() };
  if (accepted && bytes.length === 3) return ok({ ...common, ...nothing });
  const addresses = decodeAddresses(bytes, 3);
  if (addresses === undefined) return err({ kind: 'addresses' });
  const { called, calling, next } = addresses;
  const length = bytes[next];
  if (length === undefined)
    return accepted ? ok({ ...common, ...nothing, called, calling }) : err({ kind: 'facilities' });
  const facilities = decodeFacilities(bytes.slice(next + 1, next + 1 + length));
  if (facilities === undefined || length > longest.facilities || next + 1 + length > bytes.length)
    return err({ kind: 'facilities' });
  const rest = bytes.slice(next + 1 + length);
  if (rest.length > longest.callData) return err({ kind: 'long' });
  return ok({ ...common, called, calling, facilities, data: rest });
}
