import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/**
 * The other side of `pad`, written from RFC 1613, X.25 and X.29 alone, octet by octet, without our codec: a host with a number that
 * asks for a name. Modulo 8, windows of 2, packets of 128 octets.
 */
export interface XotHost {
  readonly port: number;
  /** Calls that came: called number, call user data and facilities, in hexadecimal. */
  readonly calls: { readonly called: string; readonly data: string; readonly facilities: string }[];
  /** User data of data packets, octets, and the packets; with those of X.29. */
  readonly counts: { bytesIn: number; bytesOut: number; packetsIn: number; packetsOut: number };
  /** X.29 messages that came, in hexadecimal. */
  readonly x29: string[];
  /** Interrupts that came. */
  interrupts: number;
  /** Most packets that were on their way to the PAD without acknowledgement. */
  mostUnacknowledged: number;
  /** Breaks all connections. */
  cut(): void;
}

export interface XotHostOptions {
  readonly port?: number;
  readonly address?: string;
  /** Cause and diagnostic to clear every call with. */
  readonly refuse?: readonly [number, number];
  /** What is said at first. */
  readonly greeting?: string;
}

const invitationToClear = [1] as const;
/** Set parameter 2 (echo) to 0 and 13 (LF after CR) to 0; read parameter 3. */
const setting = [2, 2, 0, 13, 0] as const;
const reading = [4, 3, 0] as const;

export async function xotHost(t: TestContext, options: XotHostOptions = {}): Promise<XotHost> {
  const { greeting = 'who are you\r\n', refuse } = options;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(options.port ?? 0, options.address ?? '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    host.cut();
    server.close();
  });
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port');
  const host: XotHost = {
    port: at.port,
    ...{ calls: [], x29: [], interrupts: 0, mostUnacknowledged: 0 },
    counts: { bytesIn: 0, bytesOut: 0, packetsIn: 0, packetsOut: 0 },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
  };

  function serve(socket: Socket): void {
    let rest = Buffer.alloc(0);
    let [sent, acknowledged, expected] = [0, 0, 0];
    let waiting: { readonly q: boolean; readonly more: boolean; readonly octets: Buffer }[] = [];
    let line = '';
    const put = (...octets: readonly number[]): void => {
      const packet = Buffer.from(octets);
      const head = Buffer.alloc(4);
      head.writeUInt16BE(packet.length, 2);
      socket.write(Buffer.concat([head, packet]));
    };
    const flush = (): void => {
      while (waiting.length > 0 && (sent - acknowledged + 8) % 8 < 2) {
        const [{ q, more, octets } = { q: false, more: false, octets: Buffer.alloc(0) }] = waiting.splice(0, 1);
        host.counts.bytesOut += octets.length;
        host.counts.packetsOut += 1;
        put((q ? 0x80 : 0) | 0x10, 9, (expected << 5) | (more ? 0x10 : 0) | (sent << 1), ...octets);
        sent = (sent + 1) % 8;
        host.mostUnacknowledged = Math.max(host.mostUnacknowledged, (sent - acknowledged + 8) % 8);
      }
    };
    const send = (q: boolean, octets: Buffer): void => {
      for (let from = 0; from < octets.length; from += 128)
        waiting.push({ q, more: from + 128 < octets.length, octets: octets.subarray(from, from + 128) });
      flush();
    };
    const hear = (text: string): void => {
      line += text;
      for (let end = line.indexOf('\r'); end >= 0; end = line.indexOf('\r')) {
        const said = line.slice(0, end);
        line = line.slice(end + 1);
        if (said === 'bye') send(true, Buffer.from(invitationToClear));
        else if (said === 'clear') put(0x10, 9, 0x13, 0, 0);
        else if (said === 'much') send(false, Buffer.from(`${'x'.repeat(70)}\r\n`.repeat(500)));
        else send(false, Buffer.from(`hello ${said}\r\n`));
      }
    };
    const packet = (octets: Buffer): void => {
      const [first = 0, , type = 0, fourth = 0] = octets;
      if (type === 0x0b) {
        const [calling, called] = [fourth >> 4, fourth & 15];
        const end = 4 + Math.ceil((calling + called) / 2);
        const length = octets[end] ?? 0;
        host.calls.push({
          called: octets.toString('hex', 4, end).slice(0, called),
          facilities: octets.toString('hex', end + 1, end + 1 + length),
          data: octets.toString('hex', end + 1 + length),
        });
        if (refuse !== undefined) {
          put(0x10, 9, 0x13, ...refuse);
          return;
        }
        put(0x10, 9, 0x0f, 0, 6, 0x42, 7, 7, 0x43, 2, 2);
        send(true, Buffer.from(setting));
        send(true, Buffer.from(reading));
        send(false, Buffer.from(greeting));
      } else if (type === 0x13) {
        put(0x10, 9, 0x17);
        socket.end();
      } else if (type === 0x17) socket.end();
      else if (type === 0x23) {
        host.interrupts += 1;
        put(0x10, 9, 0x27);
      } else if ((type & 0x1f) === 0x01) {
        acknowledged = type >> 5;
        flush();
      } else if ((type & 1) === 0) {
        if (((type >> 1) & 7) !== expected) throw new Error('a P(S) that was not expected');
        expected = (expected + 1) % 8;
        acknowledged = type >> 5;
        const content = octets.subarray(3);
        host.counts.bytesIn += content.length;
        host.counts.packetsIn += 1;
        put(0x10, 9, (expected << 5) | 1);
        flush();
        if ((first & 0x80) === 0) hear(content.toString('latin1'));
        else {
          host.x29.push(content.toString('hex'));
          // A break with discarded output: the host takes note, and output goes on.
          if (content[0] === 3) send(true, Buffer.from([2, 8, 0]));
        }
      }
    };
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readUInt16BE(2)) {
        const length = rest.readUInt16BE(2);
        packet(rest.subarray(4, 4 + length));
        rest = rest.subarray(4 + length);
      }
    });
    socket.on('close', () => {
      waiting = [];
      sockets.delete(socket);
    });
  }
  return host;
}
