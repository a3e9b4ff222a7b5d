import { createSocket, type Socket } from 'node:dgram';

/** Where a datagram came from. */
export interface Origin {
  readonly address: string;
  readonly port: number;
}

/** An open UDP socket. */
export interface Endpoint {
  readonly port: number;
  send(octets: Uint8Array, to: Origin): void;
  close(): Promise<void>;
}

/** Opens a UDP socket; rejects when the address or port cannot be had. @param port 0: any */
export type OpenEndpoint = (
  address: string,
  port: number,
  hear: (octets: Buffer, from: Origin) => void,
) => Promise<Endpoint>;

/** IPv4 addresses that a socket of IPv6 sees. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

/** The system's own sockets. What cannot be sent is lost, as datagrams are. */
export const openEndpoint: OpenEndpoint = (address, port, hear) =>
  new Promise((resolve, reject) => {
    const socket: Socket = createSocket({
      type: address.includes(':') ? 'udp6' : 'udp4',
      recvBufferSize: 1_048_576,
      sendBufferSize: 1_048_576,
    });
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      socket.on('message', (octets, { address: from, port: at }) => hear(octets, { address: plain(from), port: at }));
      resolve({
        port: socket.address().port,
        send: (octets, to) => socket.send(octets, to.port, to.address, () => {}),
        close: () => new Promise((closed) => socket.close(() => closed())),
      });
    });
  });
