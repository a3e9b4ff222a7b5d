import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { latEtherType, multicast } from '../../../protocols/lat/index.ts';
import { decodeFrame, type EthernetListener, type EthernetPort, encodeFrame } from './ethernet.ts';

/** Frames that wait for socat to be there. */
const mostWaiting = 100;
const packetFamily = 17;
const rawSocket = 3;
const packetLevel = 263;
const addMembership = 1;

const swapped = (value: number): number => (endianness() === 'LE' ? ((value & 0xff) << 8) | (value >> 8) : value);
const native = (value: number, octets: 2 | 4): string => {
  const bytes = Buffer.alloc(octets);
  if (endianness() === 'LE') bytes.writeUIntLE(value, 0, octets);
  else bytes.writeUIntBE(value, 0, octets);
  return bytes.toString('hex');
};

/**
 * The address of socat that is a raw packet socket (packet(7)) for LAT on an interface: only frames of its type come in, those to its
 * multicast address too.
 */
export function packetAddress(index: number): string {
  const protocol = latEtherType.toString(16).padStart(4, '0');
  // sockaddr_ll without its family: protocol, interface, hardware type, packet type, length and octets of an address.
  const address = `x${protocol}${native(index, 4)}${native(0, 2)}0006${'00'.repeat(8)}`;
  const membership = `x${native(index, 4)}${native(0, 2)}${native(6, 2)}${multicast.announcements}0000`;
  const socket = `SOCKET-DATAGRAM:${packetFamily}:${rawSocket}:${swapped(latEtherType)}:${address}`;
  return `${socket},bind=${address},setsockopt=${packetLevel}:${addMembership}:${membership}`;
}

/**
 * Opens an interface for LAT. Node has no raw sockets: a socat process has one, and passes each frame on as one datagram between
 * two UDP sockets of loopback that are tied to each other. Needs socat and CAP_NET_RAW.
 */
export function openSocatPort(name: string, listener: EthernetListener): EthernetPort {
  let address = '000000000000';
  let ready = false;
  let over = false;
  let waiting: Buffer[] = [];
  const udp = createSocket('udp4');
  let child: ReturnType<typeof start> | undefined;
  const close = (): void => {
    if (over) return;
    over = true;
    child?.kill('SIGTERM');
    udp.close();
  };
  const lost = (why: string): void => {
    if (over) return;
    close();
    listener.lost(why);
  };
  udp.on('error', (error) => {
    // Frames for a socat that is about to end.
    if (!('code' in error) || error.code !== 'ECONNREFUSED') lost(error.message);
  });
  udp.on('message', (bytes) => {
    const frame = decodeFrame(bytes, latEtherType);
    if (frame !== undefined && frame.from !== address) listener.frame(frame.from, frame.payload);
  });
  let index: number;
  try {
    const about = (file: string): string => readFileSync(`/sys/class/net/${name}/${file}`, 'utf8').trim();
    index = Number(about('ifindex'));
    address = about('address').replaceAll(':', '');
  } catch {
    queueMicrotask(() => lost(`there is no interface ${name}`));
    return { address, send() {}, close };
  }
  udp.bind(0, '127.0.0.1', () => {
    if (over) return;
    child = start(packetAddress(index), udp.address().port);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const port = /successfully connected from local address AF=2 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (ready || port === undefined || !said.includes('starting data transfer loop')) return;
      ready = true;
      udp.connect(Number(port), '127.0.0.1', () => {
        for (const frame of waiting) udp.send(frame);
        waiting = [];
      });
    });
    child.once('error', () => lost('LAT needs the program setpriv, which is not installed'));
    child.once('close', () => {
      if (said.includes('failed to execute')) lost('LAT needs the program socat, which is not installed');
      else lost(/ E (.*)/.exec(said)?.[1] ?? 'socat ended');
    });
  });
  return {
    get address() {
      return address;
    },
    send(to, payload) {
      const frame = encodeFrame(to, address, latEtherType, payload);
      if (over) return;
      if (ready && waiting.length === 0) udp.send(frame);
      else if (waiting.length < mostWaiting) waiting.push(frame);
    },
    close,
  };
}

const start = (packets: string, port: number) =>
  // It ends with this process, even when that is killed.
  spawn('setpriv', ['--pdeathsig', 'TERM', 'socat', '-d', '-d', packets, `UDP4:127.0.0.1:${port},bind=127.0.0.1`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
