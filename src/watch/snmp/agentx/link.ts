import { connect } from 'node:net';
import type { AgentxMaster } from '../config.ts';

/** An open connection to a master agent. */
export interface Link {
  send(octets: Uint8Array): void;
  /** Closes it after what was sent; `ended` is not called any more. */
  close(): void;
}

export interface LinkEvents {
  readonly opened: () => void;
  readonly heard: (octets: Buffer) => void;
  /** It could not be opened, or it is over. Called once. */
  readonly ended: (reason: string) => void;
}

/** Opens a connection; never throws. */
export type OpenLink = (master: AgentxMaster, events: LinkEvents) => Link;

/** Octets that wait for the master at most; one that does not read is given up. */
const mostWaiting = 16_777_216;

/** The system's own sockets. */
export const openLink: OpenLink = (master, { opened, heard, ended }) => {
  const socket =
    master.kind === 'socket' ? connect(master.path) : connect({ host: master.host, port: master.port, noDelay: true });
  let over = false;
  const end = (reason: string): void => {
    if (over) return;
    over = true;
    socket.destroy();
    ended(reason);
  };
  socket.on('connect', () => !over && opened());
  socket.on('data', (octets) => !over && heard(octets));
  socket.on('error', (error) => end(error.message));
  socket.on('close', () => end('closed by the master agent'));
  return {
    send(octets) {
      if (over) return;
      socket.write(octets);
      if (socket.writableLength > mostWaiting) end('the master agent does not read');
    },
    close() {
      over = true;
      socket.end();
      socket.unref();
    },
  };
};

/** `/var/agentx/master`, `127.0.0.1:705`, `[::1]:705` */
export const masterText = (master: AgentxMaster): string =>
  master.kind === 'socket'
    ? master.path
    : `${master.host.includes(':') ? `[${master.host}]` : master.host}:${master.port}`;
