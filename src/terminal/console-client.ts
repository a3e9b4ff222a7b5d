import { connect, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import { encodeFrame, type Frame, FrameReader, fieldsOf, textOfFrame } from './console/frames.ts';

export interface ConsoleClientOptions {
  /** Path of the daemon's console socket. */
  readonly socket: string;
  /** Commands given by `-c`; when there are none, standard input is a terminal or holds commands, one a line. */
  readonly commands: readonly string[];
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };
  readonly stderr: NodeJS.WritableStream;
}

/** Ctrl-]: leaves the console even if the daemon doesn't answer. */
const escapeByte = 0x1d;

/**
 * `tollgate console`: a terminal on the daemon's console, or a run of commands.
 * @returns exit status: 0, 1 when a command was refused or the connection was lost, 2 when there is no daemon
 */
export async function consoleClient(options: ConsoleClientOptions): Promise<number> {
  const socket = await open(options.socket);
  if (socket === undefined) {
    options.stderr.write(`tollgate: no daemon answers on ${options.socket}\n`);
    return 2;
  }
  const interactive = options.commands.length === 0 && options.stdin.isTTY === true;
  return interactive ? converse(socket, options) : runCommands(socket, options);
}

function open(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** Delivers frames until the exit status comes or the connection breaks. */
function untilExit(socket: Socket, onFrame: (frame: Frame) => void): Promise<number | undefined> {
  const reader = new FrameReader();
  return new Promise((resolve) => {
    socket.on('data', (bytes) => {
      const frames = reader.feed(bytes);
      if (!frames.ok) {
        socket.destroy();
        return;
      }
      for (const frame of frames.value) {
        if (frame.type === 'X') resolve(Number(textOfFrame(frame)));
        else onFrame(frame);
      }
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
  });
}

async function converse(socket: Socket, { stdin, stdout, stderr }: ConsoleClientOptions): Promise<number> {
  const size = (): string =>
    JSON.stringify({ mode: 'interactive', columns: stdout.columns ?? 0, rows: stdout.rows ?? 0 });
  let left = false;
  const typed = (bytes: Uint8Array): void => {
    if (bytes.includes(escapeByte)) {
      left = true;
      socket.destroy();
    } else if (!socket.write(encodeFrame('D', bytes))) stdin.pause();
  };
  const resized = (): void => void socket.write(encodeFrame('W', size()));
  const hungUp = (): void => void socket.write(encodeFrame('E'));
  const resume = (): void => void stdin.resume();
  socket.write(encodeFrame('H', size()));
  stdin.setRawMode?.(true);
  stdin.on('data', typed);
  stdin.on('end', hungUp);
  stdout.on('resize', resized);
  socket.on('drain', resume);
  try {
    const status = await untilExit(socket, (frame) => {
      if (frame.type !== 'D' || stdout.write(frame.payload)) return;
      socket.pause();
      stdout.once('drain', () => socket.resume());
    });
    if (status === undefined && !left) stderr.write('\r\ntollgate: the connection to the daemon was lost\r\n');
    return left ? 0 : (status ?? 1);
  } finally {
    stdin.setRawMode?.(false);
    stdin.off('data', typed);
    stdin.off('end', hungUp);
    stdout.off('resize', resized);
    stdin.pause();
    socket.destroy();
  }
}

async function runCommands(socket: Socket, { commands, stdin, stdout, stderr }: ConsoleClientOptions): Promise<number> {
  const fromInput = commands.length === 0;
  let input: Interface | undefined;
  const inputLines = (): AsyncIterator<string> => {
    input = createInterface({ input: stdin, terminal: false });
    return input[Symbol.asyncIterator]();
  };
  const lines = fromInput ? inputLines() : commands[Symbol.iterator]();
  // Standard input is touched when there is a question only: it may be the list of whoever runs commands one by one.
  let answerLines: AsyncIterator<string> | undefined;
  const answers = (): AsyncIterator<string> => (answerLines ??= inputLines());
  const next = async (): Promise<void> => {
    const item = await lines.next();
    socket.write(item.done === true ? encodeFrame('E') : encodeFrame('C', item.value));
  };
  const answer = async (frame: Frame): Promise<void> => {
    const { prompt, echo } = fieldsOf(frame);
    const text =
      !fromInput && stdin.isTTY === true
        ? await askTerminal(stdin, stderr, String(prompt), echo === true)
        : await nextLine(fromInput ? lines : answers());
    if (text === undefined) stderr.write(`tollgate: nobody answered ${JSON.stringify(String(prompt).trimStart())}\n`);
    socket.write(text === undefined ? encodeFrame('N') : encodeFrame('A', text));
  };
  const lost = (): void => void socket.destroy();
  socket.write(encodeFrame('H', JSON.stringify({ mode: 'batch' })));
  try {
    const status = await untilExit(socket, (frame) => {
      if (frame.type === 'D') {
        if (stdout.write(frame.payload)) return;
        socket.pause();
        stdout.once('drain', () => socket.resume());
      } else if (frame.type === 'P') next().catch(lost);
      else if (frame.type === 'Q') answer(frame).catch(lost);
    });
    if (status === undefined) stderr.write('tollgate: the connection to the daemon was lost\n');
    return status ?? 1;
  } finally {
    input?.close();
    socket.destroy();
  }
}

async function nextLine(lines: Iterator<string> | AsyncIterator<string>): Promise<string | undefined> {
  const item = await lines.next();
  return item.done === true ? undefined : item.value;
}

/** Asks at the terminal, on standard error so that standard output holds nothing but the commands' output. */
async function askTerminal(
  stdin: ConsoleClientOptions['stdin'],
  stderr: NodeJS.WritableStream,
  prompt: string,
  echo: boolean,
): Promise<string | undefined> {
  stderr.write(prompt);
  if (!echo) stdin.setRawMode?.(true);
  try {
    return await new Promise<string | undefined>((resolve) => {
      let text = '';
      const done = (answer: string | undefined): void => {
        stdin.off('data', take);
        stdin.off('end', ended);
        stdin.pause();
        resolve(answer);
      };
      const take = (bytes: Uint8Array | string): void => {
        for (const char of bytes.toString()) {
          if (char === '\r' || char === '\n' || char === '\x03' || char === '\x04') {
            done(char === '\r' || char === '\n' ? text : undefined);
            return;
          }
          text = char === '\x7f' || char === '\b' ? text.slice(0, -1) : text + char;
        }
      };
      const ended = (): void => done(undefined);
      stdin.on('data', take);
      stdin.on('end', ended);
      stdin.resume();
    });
  } finally {
    if (!echo) {
      stdin.setRawMode?.(false);
      stderr.write('\n');
    }
  }
}
