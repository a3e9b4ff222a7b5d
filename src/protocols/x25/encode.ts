import { encodeAddresses } from './address.ts';
import { encodeFacilities } from './facilities.ts';
import { identifiers, type X25Packet } from './packet.ts';

/** Bits of the general format identifier (X.25 §5.1.1), in the first octet. */
export const format = { qualifier: 0x80, delivery: 0x40, modulo8: 0x10, modulo128: 0x20 } as const;

/** General format identifier and logical channel, two octets, then the packet type and what belongs to it. */
export function encodePacket(packet: X25Packet): Buffer {
  const { channel, modulo } = packet;
  const wide = modulo === 128;
  const general = wide ? format.modulo128 : format.modulo8;
  const head = (flags: number, ...more: readonly number[]): Buffer =>
    Buffer.of(flags | general | (channel >> 8), channel & 0xff, ...more);
  switch (packet.type) {
    case 'call':
    case 'call-accepted': {
      const facilities = encodeFacilities(packet.facilities);
      const parts = [
        encodeAddresses(packet.called, packet.calling),
        Buffer.of(facilities.length),
        facilities,
        packet.data,
      ];
      return Buffer.concat([head(0, identifiers[packet.type]), ...parts]);
    }
    case 'clear':
    case 'reset':
    case 'restart':
      return head(0, identifiers[packet.type], packet.cause, packet.diagnostic);
    case 'data': {
      const { qualified, delivery, more, ps, pr, data } = packet;
      const flags = (qualified ? format.qualifier : 0) | (delivery ? format.delivery : 0);
      const m = more ? 1 : 0;
      const sequence = wide ? [ps << 1, (pr << 1) | m] : [(pr << 5) | (m << 4) | (ps << 1)];
      return Buffer.concat([head(flags, ...sequence), data]);
    }
    case 'rr':
    case 'rnr':
    case 'rej': {
      const identifier = identifiers[packet.type];
      return wide ? head(0, identifier, packet.pr << 1) : head(0, (packet.pr << 5) | identifier);
    }
    case 'interrupt':
      return Buffer.concat([head(0, identifiers.interrupt), packet.data]);
    case 'diagnostic':
      return Buffer.concat([head(0, identifiers.diagnostic, packet.code), packet.explanation]);
    case 'clear-confirmation':
    case 'reset-confirmation':
    case 'restart-confirmation':
    case 'interrupt-confirmation':
      return head(0, identifiers[packet.type]);
  }
}
