import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, existsSync, openSync, realpathSync, rmSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { eventually } from '../e2e/waiting.ts';

/** Someone who types and reads, at the far end of whatever. */
export interface Talk {
  types(text: string): void;
  /** Waits for what matches after what was seen last; what came before it. */
  sees(wanted: RegExp): Promise<string>;
  /** Types a line and waits for the next prompt: what came between, without the echo. */
  says(line: string): Promise<string>;
}

const prompt = /(?:^|\n)[\w.-]+(?:\([\w-]+\))?[>#]$/;

/** A conversation over what is heard and written. */
export function talk(input: Readable, output: Writable): Talk {
  let heard = '';
  let seen = 0;
  input.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1').replaceAll('\r', '');
  });
  input.on('error', () => {});
  output.on('error', () => {});
  const sees = async (wanted: RegExp): Promise<string> => {
    const found = await eventually(`${wanted}`, () => wanted.exec(heard.slice(seen)) ?? undefined, 30).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}; there is ${JSON.stringify(heard.slice(seen))}`);
      },
    );
    const before = heard.slice(seen, seen + found.index);
    seen += found.index + found[0].length;
    return before;
  };
  return {
    types: (text) => void output.write(text),
    sees,
    async says(line) {
      output.write(`${line}\r`);
      await sees(new RegExp(`${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\n`));
      return sees(prompt);
    },
  };
}

/** A telephone line with a modem at either end: the near one is the line's device, we are the far one and its user. */
export interface ModemLine {
  readonly device: string;
  /** The far end, for a program that speaks PPP. */
  readonly far: string;
  /** Calls; resolves when the modems are connected. */
  dial(caller: string, called: string): Promise<Talk>;
  /** What we have open of the far end is closed: somebody else reads it now. */
  handOver(): void;
  /** The carrier is gone. */
  cut(): Promise<void>;
}

/** @param device path that the line's device gets */
export async function modemLine(device: string): Promise<ModemLine> {
  const ends = [device, `${device}-far`];
  const socat: ChildProcess = spawn(
    'socat',
    ends.map((end) => `PTY,link=${end},raw,echo=0`),
    { stdio: 'ignore' },
  );
  const far = await eventually('the cable', () =>
    ends.every((end) => existsSync(end)) ? realpathSync(`${device}-far`) : undefined,
  );
  let terminal: ReadStream | undefined;
  const handOver = (): void => {
    terminal?.destroy();
    terminal = undefined;
  };
  return {
    device,
    far,
    handOver,
    async dial(caller, called) {
      const file = openSync(far, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
      terminal = new ReadStream(file);
      terminal.setRawMode(true);
      const modem = talk(terminal, terminal as unknown as Writable);
      const ring = setInterval(() => {
        terminal?.write(`\r\nRING\r\n\r\nNMBR = ${caller}\r\n\r\nDNIS = ${called}\r\n`);
      }, 300);
      await modem.sees(/ATA/).finally(() => clearInterval(ring));
      terminal.write('\r\nCONNECT 33600\r\n');
      return modem;
    },
    async cut() {
      handOver();
      if (socat.exitCode === null && socat.signalCode === null) {
        const gone = once(socat, 'exit');
        socat.kill('SIGKILL');
        await gone;
      }
      for (const end of ends) rmSync(end, { force: true });
    },
  };
}
