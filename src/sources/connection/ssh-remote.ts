import type { Socket } from 'node:net';
import ssh2, { type ClientChannel, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import type { Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ConnectError, WindowSize } from './connection-types.ts';
import { fingerprint, type HostKey, type KnownHosts, parseHostKey } from './known-hosts.ts';
import type { Remote, RemoteEnd } from './remote.ts';
import { closeTimeout } from './socket-remote.ts';
import { type SshPrompts, sshAuthentication } from './ssh-authentication.ts';

export interface SshRequest extends SshPrompts {
  readonly user: string;
  /** Runs this instead of a shell. */
  readonly command?: string;
  readonly terminalType: string;
  readonly window: WindowSize | undefined;
  /** Name of the host in the file of known hosts. */
  readonly name: string;
  /** A host was seen for the first time, and its key is kept. */
  newHost(fingerprint: string): void;
}

type SshError = Extract<
  ConnectError,
  { kind: 'host-key-changed' | 'authentication-failed' | 'protocol' | 'aborted' | 'refused' }
>;

/** Signature algorithms of a type of key, best first. */
const algorithmsOf: Readonly<Record<string, ServerHostKeyAlgorithm[]>> = {
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
};

/**
 * Opens a shell, or runs a command, on a host over SSH: key exchange, host key, authentication with the user's answers. On an
 * error the socket is closed.
 */
export function sshRemote(
  socket: Socket,
  request: SshRequest,
  deps: { readonly clock: Clock; readonly knownHosts: KnownHosts },
  signal: AbortSignal,
): Promise<Result<Remote, SshError>> {
  const { knownHosts, clock } = deps;
  const client = new ssh2.Client();
  const known = knownHosts.find(request.name);
  let shown: HostKey | undefined;
  return new Promise((resolve) => {
    let settled = false;
    const fail = (error: SshError): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', abort);
      client.end();
      socket.destroySoon();
      clock.after(closeTimeout, () => socket.destroy());
      resolve(err(error));
    };
    const abort = (): void => fail({ kind: 'aborted' });
    signal.addEventListener('abort', abort);
    client.on('error', (error) => fail(errorOf(error)));
    client.on('close', () => fail({ kind: 'protocol', detail: 'the host closed the connection' }));
    client.on('handshake', () => {
      // Only now has the host proved that the key is its own. A handshake comes again whenever keys are renewed.
      if (known !== undefined || shown === undefined || knownHosts.find(request.name) !== undefined) return;
      knownHosts.keep(request.name, shown);
      request.newHost(fingerprint(shown.blob));
    });
    client.on('ready', () => {
      const opened = (error: Error | undefined, channel: ClientChannel): void => {
        if (error !== undefined) fail({ kind: 'protocol', detail: error.message });
        if (settled) return;
        settled = true;
        signal.removeEventListener('abort', abort);
        resolve(ok(channelRemote(client, channel, socket, clock)));
      };
      const { columns: cols = 0, rows = 0 } = request.window ?? {};
      const pty = { term: request.terminalType, cols, rows, width: 0, height: 0 };
      if (request.command === undefined) client.shell(pty, {}, opened);
      else client.exec(request.command, { pty }, opened);
    });
    const config: ConnectConfig = {
      sock: socket,
      username: request.user,
      // People may take their time to type a password; the socket has its own timeouts.
      readyTimeout: 0,
      ident: 'Tollgate',
      authHandler: sshAuthentication(request.user, request, (kind) => fail({ kind })),
      hostVerifier: (blob: Buffer): boolean => {
        shown = parseHostKey(blob);
        if (shown === undefined) return false;
        if (known === undefined || known.blob.equals(shown.blob)) return true;
        fail({ kind: 'host-key-changed', known: fingerprint(known.blob), shown: fingerprint(shown.blob) });
        return false;
      },
      // The host is asked for the key that is known, so that a host with several keys shows the same one again.
      ...(known === undefined ? {} : { algorithms: { serverHostKey: preferred(known) } }),
    };
    try {
      client.connect(config);
    } catch (error) {
      fail(errorOf(error));
    }
  });
}

const preferred = ({ type }: HostKey) => ({ prepend: algorithmsOf[type] ?? [], append: [], remove: [] });

function errorOf(error: unknown): SshError {
  const level = error instanceof Error && 'level' in error ? error.level : undefined;
  if (level === 'client-authentication') return { kind: 'authentication-failed' };
  return { kind: 'protocol', detail: error instanceof Error ? error.message : String(error) };
}

function channelRemote(client: ssh2.Client, channel: ClientChannel, socket: Socket, clock: Clock): Remote {
  let why: RemoteEnd = 'host-closed';
  let open = true;
  client.on('error', () => {
    why = 'reset';
  });
  channel.on('error', () => {});
  return {
    attach(handlers) {
      const ended = (): void => {
        if (!open) return;
        open = false;
        client.end();
        handlers.ended(why);
      };
      channel.on('data', (bytes: Buffer) => handlers.data(bytes));
      channel.stderr.on('data', (bytes: Buffer) => handlers.data(bytes));
      channel.on('drain', () => handlers.drain());
      channel.on('close', ended);
      client.on('close', ended);
    },
    write: (bytes) => !open || channel.write(bytes),
    signal() {},
    resize({ columns, rows }) {
      if (open) channel.setWindow(rows, columns, 0, 0);
    },
    pause() {
      channel.pause();
      channel.stderr.pause();
    },
    resume() {
      channel.resume();
      channel.stderr.resume();
    },
    close() {
      open = false;
      channel.resume();
      channel.stderr.resume();
      channel.end();
      client.end();
      clock.after(closeTimeout, () => socket.destroy());
    },
  };
}
