import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { err, ok, type Result } from '../../base/result.ts';
import type { ServerEndpoint } from './exchange.ts';

/** The system's code of an error, as `EADDRINUSE`. */
export const errorCode = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error);

/** Grows a socket's receive buffer as far as the kernel lets it. */
export function growReceiveBuffer(socket: Socket, octets: number): void {
  try {
    socket.setRecvBufferSize(octets);
  } catch {
    // The kernel's own size will do.
  }
}

/** A socket connected to one server: the kernel drops what comes from elsewhere, and reports ICMP errors. */
export interface SourcePort {
  readonly socket: Socket;
  /** Local port. */
  readonly number: number;
  /** The server's address and port as the kernel writes them. */
  readonly remote: { readonly address: string; readonly port: number };
}

/** Opens a source port; `port` 0 takes an ephemeral one, which the kernel picks at random. */
export async function openSourcePort(
  server: ServerEndpoint,
  port: number,
  receiveBuffer: number,
): Promise<Result<SourcePort, string>> {
  let host = server.host;
  let family = isIP(host);
  if (family === 0) {
    try {
      ({ address: host, family } = await lookup(host));
    } catch (error) {
      return err(errorCode(error));
    }
  }
  const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4' });
  return new Promise((resolve) => {
    const fail = (error: unknown): void => {
      socket.close();
      resolve(err(errorCode(error)));
    };
    socket.once('error', fail);
    const address = server.localAddress === undefined ? {} : { address: server.localAddress };
    socket.bind({ port, ...address, exclusive: true }, () => {
      socket.connect(server.port, host, (error?: Error) => {
        if (error) return fail(error);
        socket.off('error', fail);
        growReceiveBuffer(socket, receiveBuffer);
        resolve(ok({ socket, number: socket.address().port, remote: socket.remoteAddress() }));
      });
    });
  });
}

export const isFrom = (port: SourcePort, from: RemoteInfo): boolean =>
  from.port === port.remote.port && from.address === port.remote.address;
