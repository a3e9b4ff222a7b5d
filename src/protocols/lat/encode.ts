import { type LatMessage, messageTypes, type SessionStart, type Slot, slotTypes } from './messages.ts';

const text = (value: string): Buffer => {
  const octets = Buffer.from(value, 'latin1').subarray(0, 255);
  return Buffer.concat([Buffer.of(octets.length), octets]);
};
const counted = (octets: Uint8Array): Buffer => Buffer.concat([Buffer.of(octets.length), octets]);
const word = (value: number): Buffer => Buffer.of(value & 0xff, value >> 8);
/** Highest, lowest and current version of the protocol, and its ECO, behind the number of the message format. */
const versions = [0, 5, 5, 5, 2] as const;

/** A slot: ids, length, type with credits or reason, data; filled up to an even length. */
export function encodeSlot({ type, destination, source, low, data }: Slot): Buffer {
  const head = Buffer.of(destination, source, data.length, (slotTypes[type] << 4) | low);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** Service class 1 and its parameters: 4 is the name of a port there, 0 ends them. */
export function encodeSessionStart({ service, subject, attentionSize, dataSize, port }: SessionStart): Buffer {
  const parameter = port === undefined ? [] : [Buffer.of(4), text(port)];
  const parts = [Buffer.of(1, attentionSize, dataSize), text(service), text(subject), ...parameter, Buffer.of(0)];
  return Buffer.concat(parts);
}

/** A LAT message without the Ethernet header. */
export function encodeMessage(message: LatMessage): Buffer {
  const head = (flags = 0): Buffer => Buffer.of((messageTypes[message.type] << 2) | flags);
  switch (message.type) {
    case 'run':
    case 'start':
    case 'stop': {
      const { master, responseRequested, destination, source, sequence, acknowledged } = message;
      const slots = message.type === 'run' ? message.slots : [];
      const circuit = [
        ...[head((master ? 2 : 0) | (responseRequested ? 1 : 0)), Buffer.of(slots.length)],
        ...[word(destination), word(source), Buffer.of(sequence, acknowledged)],
      ];
      if (message.type === 'run') return Buffer.concat([...circuit, ...slots.map(encodeSlot)]);
      if (message.type === 'stop') return Buffer.concat([...circuit, Buffer.of(message.reason), text(message.text)]);
      const { version, eco, sessions, buffers, circuitTimer, keepAlive } = message;
      return Buffer.concat([
        ...[...circuit, word(message.frameSize)],
        // Facility, product type and version are nobody's.
        Buffer.of(version, eco, sessions, buffers, circuitTimer, keepAlive, 0, 0, 0, 0),
        ...[text(message.slaveNode), text(message.masterNode), text(message.location), Buffer.of(0)],
      ]);
    }
    case 'announcement':
      return Buffer.concat([
        ...[head(), Buffer.of(message.circuitTimer, ...message.versions, message.incarnation, message.flags)],
        ...[word(message.frameSize), Buffer.of(message.interval, message.status), counted(message.groups)],
        ...[text(message.node), text(message.description), Buffer.of(message.services.length)],
        ...message.services.flatMap(({ rating, name, description }) => [
          Buffer.of(rating),
          text(name),
          text(description),
        ]),
        // Service classes: terminals.
        Buffer.of(1, 1),
      ]);
    case 'solicit':
      return Buffer.concat([
        ...[head(), Buffer.of(...versions), word(message.frameSize), word(message.identifier), word(message.timer)],
        ...[text(message.destinationNode), counted(message.groups), text(message.node), text(message.service)],
        Buffer.of(0),
      ]);
    case 'response':
      return Buffer.concat([
        ...[head(), Buffer.of(...versions), word(message.frameSize), word(message.identifier), word(message.status)],
        ...[word(message.nodeStatus), Buffer.from(message.address, 'hex'), word(message.interval)],
        ...[text(message.destinationNode), counted(message.groups), text(message.node), text(message.description)],
        Buffer.of(message.services.length),
        ...message.services.map(({ rating, name, description }) =>
          // One class, terminals; enabled; no groups of its own.
          counted(Buffer.concat([Buffer.of(1, 1, 1, rating, 0), text(name), text(description)])),
        ),
        Buffer.of(0),
      ]);
  }
}
