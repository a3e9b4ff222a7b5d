import type { Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { Dialect } from './dialects.ts';
import type { Remote, RemoteEnd, RemoteHandlers } from './remote.ts';

/** Milliseconds that a host has to take what was sent before a close. */
export const closeTimeout = 1_000;

/** A terminal on another host over a TCP socket and a dialect. */
export function socketRemote(socket: Socket, dialect: Dialect, clock: Clock): Remote {
  let handlers: RemoteHandlers | undefined;
  let why: RemoteEnd = 'host-closed';
  const send = (bytes: Uint8Array): boolean => bytes.length === 0 || socket.destroyed || socket.write(bytes);
  const show = (chunks: readonly Uint8Array[]): void => {
    for (const chunk of chunks) if (chunk.length > 0) handlers?.data(chunk);
  };
  socket.on('error', () => {
    why = 'reset';
  });
  return {
    attach(to) {
      handlers = to;
      socket.on('close', () => to.ended(why));
      // A host that has closed its half has nothing more to say.
      socket.on('end', () => socket.destroySoon());
      socket.on('drain', () => to.drain());
      send(dialect.start());
      socket.on('data', (bytes: Buffer) => {
        const exchange = dialect.receive(bytes);
        send(exchange.send);
        show(exchange.show);
      });
      if (socket.destroyed) queueMicrotask(() => to.ended(socket.errored === null ? why : 'reset'));
    },
    write(bytes) {
      const exchange = dialect.typed(bytes);
      show(exchange.show);
      return send(exchange.send);
    },
    signal: (name) => void send(dialect.signal(name)),
    resize: (size) => void send(dialect.resize(size)),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close() {
      socket.resume();
      socket.destroySoon();
      clock.after(closeTimeout, () => socket.destroy());
    },
  };
}
