import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';

export interface Relay {
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** The first caller of the right user. */
  readonly caller: Promise<Socket>;
  /** Takes no more callers; who has come stays. */
  close(): void;
}

/** Listens on loopback for one connection from a process of user `uid`; others are sent away. */
export async function openRelay(uid: number): Promise<Relay> {
  const { promise: caller, resolve } = Promise.withResolvers<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    if (ownerOf(socket, readFileSync('/proc/net/tcp', 'latin1')) !== uid) {
      socket.destroy();
      return;
    }
    server.close();
    resolve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('a TCP server without a port');
  return { port: at.port, caller, close: () => void server.close() };
}

/**
 * User id of the process at the other end of a loopback connection; `undefined` when the kernel's table (the text of
 * /proc/net/tcp) doesn't have it.
 */
export function ownerOf(
  { remotePort, localPort }: Pick<Socket, 'remotePort' | 'localPort'>,
  table: string,
): number | undefined {
  const hex = (port = 0): string => port.toString(16).toUpperCase().padStart(4, '0');
  for (const line of table.split('\n').slice(1)) {
    const [, from, to, , , , , user] = line.trim().split(/\s+/);
    // Addresses are in the byte order of the machine; both ends are 127.0.0.1, and the ports tell the sockets apart.
    if (from?.endsWith(`:${hex(remotePort)}`) && to?.endsWith(`:${hex(localPort)}`)) return Number(user);
  }
  return undefined;
}
