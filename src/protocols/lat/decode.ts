import { err, ok, type Result } from '../../base/result.ts';
import { type LatMessage, type LatService, messageTypes, type SessionStart, type Slot, slotTypes } from './messages.ts';

export type LatError = { readonly kind: 'short' } | { readonly kind: 'type'; readonly octet: number };

/** Reads octets in order; past the end everything is zero and `short` is set. */
class Octets {
  readonly #bytes: Uint8Array;
  #at = 0;
  short = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  octet(): number {
    const value = this.#bytes[this.#at];
    this.#at += 1;
    if (value === undefined) this.short = true;
    return value ?? 0;
  }

  word(): number {
    return this.octet() | (this.octet() << 8);
  }

  take(length: number): Uint8Array {
    const taken = this.#bytes.slice(this.#at, this.#at + length);
    this.#at += length;
    if (taken.length < length) this.short = true;
    return taken;
  }

  counted(): Uint8Array {
    return this.take(this.octet());
  }

  text(): string {
    return Buffer.from(this.counted()).toString('latin1');
  }
}

const typeNames = new Map<number, LatMessage['type']>(
  // The keys of the table are its names.
  Object.entries(messageTypes).map(([name, code]) => [code, name as LatMessage['type']]),
);
const slotNames = new Map<number, Slot['type']>(
  Object.entries(slotTypes).map(([name, code]) => [code, name as Slot['type']]),
);

/** Reads a LAT message without the Ethernet header; what fills the frame behind it is ignored. */
export function decodeMessage(bytes: Uint8Array): Result<LatMessage, LatError> {
  const octets = new Octets(bytes);
  const first = octets.octet();
  const type = typeNames.get(first >> 2);
  if (type === undefined) return octets.short ? err({ kind: 'short' }) : err({ kind: 'type', octet: first });
  const message = read(type, first, octets);
  if (octets.short) return err({ kind: 'short' });
  return message === undefined ? err({ kind: 'type', octet: first }) : ok(message);
}

function read(type: LatMessage['type'], first: number, octets: Octets): LatMessage | undefined {
  switch (type) {
    case 'run':
    case 'start':
    case 'stop': {
      const count = octets.octet();
      const circuit = {
        ...{ master: (first & 2) !== 0, responseRequested: (first & 1) !== 0 },
        ...{ destination: octets.word(), source: octets.word() },
        ...{ sequence: octets.octet(), acknowledged: octets.octet() },
      };
      if (type === 'stop') return { ...circuit, type, reason: octets.octet(), text: octets.text() };
      if (type === 'start') {
        const frameSize = octets.word();
        const [version, eco, sessions, buffers] = [octets.octet(), octets.octet(), octets.octet(), octets.octet()];
        const [circuitTimer, keepAlive] = [octets.octet(), octets.octet()];
        octets.take(4);
        const names = { slaveNode: octets.text(), masterNode: octets.text(), location: octets.text() };
        return { ...circuit, type, frameSize, version, eco, sessions, buffers, circuitTimer, keepAlive, ...names };
      }
      const slots: Slot[] = [];
      for (let n = 0; n < count && !octets.short; n++) {
        const [destination, source, length, last] = [octets.octet(), octets.octet(), octets.octet(), octets.octet()];
        const kind = slotNames.get(last >> 4);
        const data = octets.take(length);
        // Slots begin at even places; the last one may lack what fills it up.
        if (length % 2 !== 0 && n + 1 < count) octets.octet();
        if (kind === undefined) return undefined;
        slots.push({ type: kind, destination, source, low: last & 15, data });
      }
      return { ...circuit, type, slots };
    }
    case 'announcement': {
      const circuitTimer = octets.octet();
      const versions = [octets.octet(), octets.octet(), octets.octet(), octets.octet()] as const;
      const [incarnation, flags, frameSize] = [octets.octet(), octets.octet(), octets.word()];
      const [interval, status, groups] = [octets.octet(), octets.octet(), octets.counted()];
      const [node, description, count] = [octets.text(), octets.text(), octets.octet()];
      const services: LatService[] = [];
      for (let n = 0; n < count && !octets.short; n++) {
        const rating = octets.octet();
        services.push({ rating, name: octets.text(), description: octets.text() });
      }
      const about = { circuitTimer, versions, incarnation, flags, frameSize, interval, status, groups };
      return { type, ...about, node, description, services };
    }
    case 'solicit': {
      octets.take(5);
      const [frameSize, identifier, timer] = [octets.word(), octets.word(), octets.word()];
      const [destinationNode, groups, node, service] = [octets.text(), octets.counted(), octets.text(), octets.text()];
      return { type, frameSize, identifier, timer, destinationNode, groups, node, service };
    }
    case 'response': {
      octets.take(5);
      const [frameSize, identifier, status, nodeStatus] = [octets.word(), octets.word(), octets.word(), octets.word()];
      const [address, interval] = [Buffer.from(octets.take(6)).toString('hex'), octets.word()];
      const [destinationNode, groups, node] = [octets.text(), octets.counted(), octets.text()];
      const [description, count] = [octets.text(), octets.octet()];
      const services: LatService[] = [];
      for (let n = 0; n < count && !octets.short; n++) {
        const entry = new Octets(octets.counted());
        entry.counted();
        entry.octet();
        const rating = entry.octet();
        entry.counted();
        services.push({ rating, name: entry.text(), description: entry.text() });
        if (entry.short) octets.short = true;
      }
      const about = { frameSize, identifier, status, nodeStatus, address, interval, destinationNode, groups };
      return { type, ...about, node, description, services };
    }
  }
}

/** Reads the data of a start slot; `undefined` when it is cut off or of another service class. */
export function decodeSessionStart(data: Uint8Array): SessionStart | undefined {
  const octets = new Octets(data);
  const [serviceClass, attentionSize, dataSize] = [octets.octet(), octets.octet(), octets.octet()];
  const [service, subject] = [octets.text(), octets.text()];
  let port: string | undefined;
  while (!octets.short) {
    const code = octets.octet();
    if (code === 0) break;
    const value = octets.text();
    if (code === 4) port = value;
  }
  // The answer of a slave may end behind the names.
  if (serviceClass !== 1 || data.length < 5) return undefined;
  return { service, subject, attentionSize, dataSize, ...(port === undefined ? {} : { port }) };
}
