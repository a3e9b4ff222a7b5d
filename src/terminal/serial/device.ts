import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readlinkSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { err, ok, type Result } from '../../base/result.ts';
import type { ByteStream } from '../session/link.ts';

/** An open serial device. */
export interface SerialDevice {
  readonly stream: ByteStream;
  /** Where the device really is: a link may lead to another one when it is opened next. */
  readonly path: string;
}

/** Opens a serial device or pseudo terminal for bytes as they are; a real one hangs up with its carrier when `modem`. */
export type OpenDevice = (
  path: string,
  options: { readonly speed?: number; readonly modem: boolean },
) => Promise<Result<SerialDevice, string>>;

/** Milliseconds that stty has: it waits until what was written is out. */
const patience = 10_000;

/**
 * The device of the operating system, set up by stty(1). It is opened first and named afterwards: by its name it might
 * be another one a moment later, as numbers of pseudo terminals are soon given anew.
 */
export const openDevice: OpenDevice = async (path, { speed, modem }) => {
  let file: number | undefined;
  let stream: ReadStream | undefined;
  try {
    file = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    const real = readlinkSync(`/proc/self/fd/${file}`);
    const modes = ['raw', '-echo', '-iexten', 'cs8', 'hupcl', 'clocal'];
    await setModes(file, speed === undefined ? modes : [...modes, String(speed)]);
    // Node opens the device once more, and that would wait for a carrier, with all of the daemon.
    stream = new ReadStream(file);
    if (modem) await setModes(file, ['-clocal']);
    return ok({ stream, path: real });
  } catch (error) {
    stream?.destroy();
    return err(error instanceof Error ? error.message : String(error));
  } finally {
    // Or the device would stay open when the stream is closed, and a modem would never hang up.
    if (file !== undefined && (stream === undefined || descriptorOf(stream) !== file)) closeSync(file);
  }
};

/** The descriptor that a stream reads: its own, but for the one that it was given when the device can't be opened again. */
function descriptorOf(stream: ReadStream): unknown {
  const handle: unknown = Reflect.get(stream, '_handle');
  return typeof handle === 'object' && handle !== null && 'fd' in handle ? handle.fd : undefined;
}

/** @throws Error with what stty says */
async function setModes(file: number, modes: readonly string[]): Promise<void> {
  const stty = spawn('stty', modes, { stdio: [file, 'ignore', 'pipe'], timeout: patience });
  let said = '';
  stty.stderr?.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  const [code, signal] = await once(stty, 'close');
  if (code !== 0) throw new Error(said.trim() || `stty: ended by ${signal}`);
}
