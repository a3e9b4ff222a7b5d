import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../../base/clock.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { ConnectError, WindowSize } from '../connection-types.ts';
import type { MeteredSocket } from '../metered-socket.ts';
import type { Remote, RemoteEnd } from '../remote.ts';
import { closeTimeout } from '../socket-remote.ts';
import { openRelay } from './relay.ts';

/** A program that runs on a terminal of its own. */
export interface EmulatorProcess {
  /** What the user types. */
  readonly keyboard: Writable;
  /** What the user sees. */
  readonly screen: Readable;
  /** Resolves when it is gone, after the last of `screen`. */
  readonly gone: Promise<void>;
  /** Asks it to end. */
  end(): void;
  kill(): void;
}

export interface EmulatorRequest {
  /** TCP port of 127.0.0.1 where the host is. */
  readonly port: number;
  readonly terminalType: string;
  readonly window: WindowSize | undefined;
}

/** What shows the screens of 3270 hosts. */
export interface Emulator {
  /** Why there is none, for the user; `undefined`: there is one. */
  missing(): string | undefined;
  start(request: EmulatorRequest): EmulatorProcess;
  /** User that its processes run as: nobody else may come to the relay. */
  readonly uid: number;
}

/** Milliseconds that the emulator has to come to its relay. */
const comingTimeout = 10_000;
/** Ctrl-L, which c3270 takes for "draw it again". */
const ctrlL = Uint8Array.of(0x0c);

/**
 * Shows a 3270 host (RFC 2355) to a user. The connection to the host is ours, so that it can be counted; the emulator works on
 * it through a relay on loopback that only its first caller gets. On an error the socket is closed.
 */
export async function emulatorRemote(
  emulator: Emulator,
  socket: MeteredSocket,
  terminal: Omit<EmulatorRequest, 'port'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<Remote, ConnectError>> {
  const relay = await openRelay(emulator.uid);
  const process = emulator.start({ ...terminal, port: relay.port });
  const { promise: late, resolve: tooLate } = Promise.withResolvers<undefined>();
  const timer = clock.after(comingTimeout, () => tooLate(undefined));
  const abort = (): void => tooLate(undefined);
  signal.addEventListener('abort', abort);
  const local = signal.aborted
    ? undefined
    : await Promise.race([relay.caller, process.gone.then(() => undefined), late]);
  timer.cancel();
  signal.removeEventListener('abort', abort);
  relay.close();
  if (local === undefined) {
    process.kill();
    socket.destroy();
    return err(signal.aborted ? { kind: 'aborted' } : { kind: 'protocol', detail: 'c3270 does not run' });
  }
  return ok(joined(process, local, socket, clock));
}

function joined(process: EmulatorProcess, local: Socket, socket: MeteredSocket, clock: Clock): Remote {
  let why: RemoteEnd | undefined;
  const { keyboard, screen } = process;
  const close = (): void => {
    screen.resume();
    process.end();
    socket.destroySoon();
    clock.after(closeTimeout, () => {
      process.kill();
      socket.destroy();
    });
  };
  socket.on('error', () => (why ??= 'reset'));
  socket.on('end', () => (why ??= 'host-closed'));
  local.on('error', () => {});
  // Whoever closes first says how it ended: what the user does in the emulator, or the host.
  local.on('close', () => {
    why ??= 'disconnected';
    socket.destroySoon();
  });
  socket.on('close', () => local.destroySoon());
  keyboard.on('error', () => {});
  return {
    attach(handlers) {
      screen.on('data', (bytes: Buffer) => handlers.data(bytes));
      keyboard.on('drain', () => handlers.drain());
      local.pipe(socket);
      socket.pipe(local);
      void process.gone.then(() => {
        close();
        handlers.ended(why ?? 'fault');
      });
    },
    write: (bytes) => keyboard.write(bytes),
    signal() {},
    // The screen of a 3270 has its size for good.
    resize() {},
    redraw: () => void keyboard.write(ctrlL),
    pause: () => void screen.pause(),
    resume: () => void screen.resume(),
    close,
  };
}
