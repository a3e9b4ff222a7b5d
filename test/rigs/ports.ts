import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * Takes a port for this process until it ends: no other test is given it by {@link takePorts}. The kernel keeps the books:
 * a name of a Unix socket goes with its process.
 */
function take(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(`\0tollgate-test-port-${port}`, () => resolve(true)).unref();
  });
}

/**
 * Ports on 127.0.0.1, one after the other, that no other test has or is given, and that nobody gets by chance: they lie
 * below the range from which the kernel takes the ports of clients.
 * @param free whether a port is free at the moment, for the protocol that it is wanted for
 * @returns the first of them
 */
export async function takePorts(count: number, free: (port: number) => Promise<boolean>): Promise<number> {
  for (;;) {
    const first = randomInt(15_000, 32_000);
    const ports = Array.from({ length: count }, (_, at) => first + at);
    const taken = await Promise.all(ports.map(async (port) => (await take(port)) && (await free(port))));
    if (taken.every(Boolean)) return first;
  }
}

/** UDP ports on 127.0.0.1 for this test alone, one after the other. @returns the first */
export const freeUdpPorts = (count: number): Promise<number> =>
  takePorts(count, (port) => {
    const socket = createSocket('udp4');
    return new Promise((resolve) => {
      socket.once('error', () => socket.close(() => resolve(false)));
      socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
    });
  });
