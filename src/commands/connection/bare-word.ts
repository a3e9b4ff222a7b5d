import type { Refusal, TerminalIo } from '../../ios/index.ts';
import type { NumberedConnection, ProtocolRequest } from '../../sources/connection/index.ts';
import type { PreferredTransport } from '../../terminal/config.ts';
import type { Session } from '../services.ts';
import { attach, connectTo, usualPorts } from './connect-to.ts';

const hostPattern = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.:-]*[A-Za-z0-9_])?\.?$/;

/**
 * A word at the exec prompt that is no command: the number of a connection resumes it, the name of a host connects to it.
 * @returns whether it was one of these; false: nothing has been printed
 */
export async function bareWord(word: string, io: TerminalIo, session: Session): Promise<boolean> {
  const { outbound, terminal } = session;
  if (io.raw === undefined || outbound.level < 1) return false;
  if (/^\d+$/.test(word)) {
    const found = outbound.connections.find(Number(word));
    if (found === undefined) io.print(`% ${word} is not an open connection`);
    else await resume(found, io, session);
    return true;
  }
  const protocol = terminal.lineConfig.transportPreferred ?? 'telnet';
  if (protocol === 'none' || !hostPattern.test(word) || !(await reachable(word, io, session))) return false;
  // It is a command like any other: AAA is asked, and the books have it.
  if (!(await outbound.admit(`connect ${word}`))) {
    io.print('Command authorization failed.\n\n');
    return true;
  }
  outbound.typed = word;
  const refusal = await connectTo(
    { host: word, port: usualPorts[protocol], how: protocolRequest(protocol, io, session) },
    io,
    session,
  );
  if (refusal !== undefined && refusal.text !== '') io.print(refusal.text);
  return true;
}

/** Looks the name up, unless the user breaks off. */
async function reachable(word: string, io: TerminalIo, { outbound }: Session): Promise<boolean> {
  const aborted = new Promise<readonly string[]>((resolve) => {
    if (io.signal.aborted) resolve([]);
    io.signal.addEventListener('abort', () => resolve([]), { once: true });
  });
  return (await Promise.race([outbound.addresses(word), aborted])).length > 0;
}

/** `[Resuming connection 1 to …]`, and the terminal is the connection's again. */
export async function resume(
  found: NumberedConnection,
  io: TerminalIo,
  session: Session,
): Promise<Refusal | undefined> {
  io.print(`[Resuming connection ${found.number} to ${found.connection.host} ... ]`);
  found.connection.redraw();
  return attach(found, io, session);
}

/** How to connect with a protocol as the user who is logged in. */
export function protocolRequest(
  protocol: PreferredTransport,
  io: TerminalIo,
  { terminal }: Session,
  given: { readonly user?: string; readonly run?: string } = {},
): ProtocolRequest {
  const own = terminal.user ?? '';
  const user = given.user ?? own;
  switch (protocol) {
    case 'telnet':
      return { protocol };
    case 'rlogin':
      return { protocol, localUser: own, remoteUser: user };
    case 'ssh':
      return {
        protocol,
        user,
        ...(given.run === undefined ? {} : { run: given.run }),
        ask: (prompt, options) => io.ask(prompt, options),
        tell: (text) => io.print(text),
        newHost: (print) => io.print(`% Host key ${print} is new here; it is kept for the next connection`),
      };
  }
}
