import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, realpathSync } from 'node:fs';
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

/** The device of the operating system, set up by stty(1). */
export const openDevice: OpenDevice = async (path, { speed, modem }) => {
  try {
    const real = realpathSync(path);
    const words = ['-F', real, 'raw', '-echo', 'hupcl', modem ? '-clocal' : 'clocal'];
    const failed = await new Promise<Error | null>((resolve) =>
      execFile('stty', [...words, ...(speed === undefined ? [] : [String(speed)])], resolve),
    );
    if (failed !== null) return err(failed.message.trim());
    const file = openSync(real, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    try {
      const stream = new ReadStream(file);
      stream.setRawMode(true);
      return ok({ stream, path: real });
    } catch (error) {
      closeSync(file);
      throw error;
    }
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
};
