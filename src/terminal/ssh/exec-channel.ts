import type { BatchChannel } from '../session/batch-front.ts';
import type { ByteStream } from '../session/link.ts';
import { Outgoing } from '../session/outgoing.ts';

/**
 * `ssh host COMMAND`: the commands of one exec request (RFC 4254 §6.5), one a line. Questions (a password for `enable`) are
 * answered from standard input, a line each.
 * @param terminal the client asked for a terminal too, and sees carriage returns
 */
export function execChannel(
  stream: ByteStream,
  command: string,
  terminal: boolean,
  finish: (status: number) => void,
): BatchChannel {
  const commands = command.split(/\r?\n/).filter((line) => line.trim() !== '');
  const input = new InputLines(stream);
  const out = new Outgoing((data) => stream.write(data));
  let closed = false;
  return {
    attach(handlers) {
      const gone = (): void => {
        closed = true;
        input.end();
        handlers.closed();
      };
      stream.on('data', () => handlers.input());
      stream.on('drain', () => {
        out.drained();
        handlers.drain();
      });
      stream.on('error', gone);
      stream.on('close', gone);
    },
    next: () => Promise.resolve(commands.shift()),
    write: (text) => closed || out.write(terminal ? text.replace(/\r?\n/g, '\r\n') : text),
    ask(prompt) {
      out.write(prompt);
      return input.next();
    },
    result() {},
    close(status) {
      if (closed) return;
      out.flush();
      finish(status);
    },
  };
}

/** Most bytes of standard input that are kept for questions to come. */
const mostInput = 65_536;

class InputLines {
  #text = '';
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(stream: ByteStream) {
    stream.on('data', (bytes) => {
      if (this.#text.length < mostInput) this.#text += Buffer.from(bytes).toString('utf8');
      this.#wake?.();
    });
    stream.on('end', () => this.end());
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async next(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.search(/[\r\n]/);
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end).replace(/^(\r\n|\r|\n)/, '');
        return line;
      }
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
