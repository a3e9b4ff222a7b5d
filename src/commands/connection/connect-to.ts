import { type Refusal, refuse, type TerminalIo } from '../../ios/index.ts';
import { clearingText } from '../../protocols/x25/index.ts';
import type { ConnectError, NumberedConnection, ProtocolRequest } from '../../sources/connection/index.ts';
import type { Session } from '../services.ts';
import { passThrough } from './pass-through.ts';

/** Where to, and how. */
export interface Destination {
  readonly how: ProtocolRequest;
  readonly host: string;
  readonly port: number;
  readonly localAddress?: string;
}

/** The well-known port of each protocol, which IOS doesn't print. */
export const usualPorts = { telnet: 23, rlogin: 513, ssh: 22, tn3270: 23, pad: 0, lat: 0 } as const;

const write = (io: TerminalIo, text: string): Promise<void> => {
  if (io.write !== undefined) return io.write(text);
  io.print(text);
  return Promise.resolve();
};

/** Opens a connection and hands the terminal to it, until the host closes it or the user types the escape sequence. */
export async function connectTo(
  destination: Destination,
  io: TerminalIo,
  session: Session,
): Promise<Refusal | undefined> {
  const { how, host, port, localAddress } = destination;
  const { outbound, terminal } = session;
  if (io.raw === undefined) return refuse('% A connection to another host needs a terminal');
  // TN3270 is Telnet with other contents, also for `transport output`.
  const transport = how.protocol === 'tn3270' ? 'telnet' : how.protocol;
  if (!outputOf(terminal.lineConfig.transportOutput, transport))
    return refuse(`% ${transport} connections not permitted from this terminal`);
  let pending = false;
  const opened = await outbound.connections.open({
    how,
    host,
    port,
    command: outbound.typed,
    place: outbound.place(),
    ...(localAddress === undefined ? {} : { localAddress }),
    window: io.width > 0 && io.length > 0 ? { columns: io.width, rows: io.length } : undefined,
    permits: (address) => outbound.permits(address),
    trying(address) {
      // As on a router, SSH says nothing.
      if (how.protocol === 'ssh') return;
      void write(io, `${pending ? '\n' : ''}${tryingText(host, address, port, usualPorts[how.protocol])}`);
      pending = true;
    },
    opened() {
      if (pending) void write(io, 'Open\n\n');
      pending = false;
    },
    signal: io.signal,
  });
  if (!opened.ok) {
    if (pending) await write(io, '\n');
    return refuse(errorText(opened.error, host));
  }
  return attach(opened.value, io, session);
}

/** `Trying 192.0.2.1, 2323 ... `, or with the name that was looked up. */
function tryingText(host: string, address: string, port: number, usual: number): string {
  const withPort = port === usual ? address : `${address}, ${port}`;
  return host === address ? `Trying ${withPort} ... ` : `Trying ${host} (${withPort})... `;
}

/** Hands the terminal to a connection that is open. */
export async function attach(to: NumberedConnection, io: TerminalIo, session: Session): Promise<Refusal | undefined> {
  const { outbound, terminal, services } = session;
  const { connections } = outbound;
  const { connection } = to;
  const { host } = connection;
  const raw = await io.raw?.();
  if (raw === undefined) return refuse('% A connection to another host needs a terminal');
  connections.use(to);
  outbound.attached = connection;
  const idleLimit = (terminal.lineConfig.sessionTimeout ?? 0) * 60_000;
  const passed = await passThrough(raw, connection, { clock: services.clock, idleLimit, signal: io.signal });
  outbound.attached = undefined;
  switch (passed) {
    case 'ended':
      await connections.close(to, 'host-closed');
      await write(io, `\n[Connection to ${host} closed by foreign host]\n`);
      return undefined;
    case 'idle':
      await connections.close(to, 'connection-idle');
      await write(io, `\n[Connection to ${host} idle too long; timed out]\n`);
      return undefined;
    case 'suspended':
      await write(io, '\n');
      return undefined;
    case 'left':
      return undefined;
  }
}

const outputOf = (output: readonly string[] | 'all' | 'none' | undefined, protocol: string): boolean =>
  output === undefined || output === 'all' || (output !== 'none' && output.includes(protocol));

/** What IOS says when a connection can't be made. */
function errorText(error: ConnectError, host: string): string {
  switch (error.kind) {
    case 'unknown-host':
      return '% Unknown command or computer name, or unable to find computer address';
    case 'not-permitted':
      return '% Connections to that host not permitted from this terminal';
    case 'refused':
      return '% Connection refused by remote host';
    case 'timeout':
      return '% Connection timed out; remote host not responding';
    case 'unreachable':
      return '% Destination unreachable; gateway or host down';
    case 'aborted':
      return '';
    case 'authentication-failed':
      return `% Authentication failed at ${host}`;
    case 'protocol':
      return `% Connection to ${host} failed: ${error.detail}`;
    case 'no-route':
      return `% No route to ${host}`;
    case 'cleared':
      return `% Call to ${host} cleared: ${clearingText(error.cause)} (cause ${error.cause}, diagnostic ${error.diagnostic})`;
    case 'unavailable':
      return `% ${error.detail}`;
    case 'host-key-changed':
      return [
        `% The host key of ${host} has changed: it was ${error.known}, and is ${error.shown} now.`,
        '% Somebody else may be answering. Not connected; if the new key is right, use "clear ip ssh known-host" first.',
      ].join('\n');
  }
}
