import type { Socket } from 'node:net';
import type { BatchChannel } from '../session/batch-front.ts';
import type { Link, LinkHandlers, WindowSize } from '../session/link.ts';
import { Outgoing } from '../session/outgoing.ts';
import { encodeFrame, type Frame, FrameReader, fieldsOf, sizeField, textOfFrame } from './frames.ts';

/** What a console client wants. */
export type Hello =
  | { readonly mode: 'interactive'; readonly link: Link }
  | { readonly mode: 'batch'; readonly channel: BatchChannel };

/** Commands that a client may send before it is asked for one. */
const mostCommands = 64;

interface Listener {
  frame(frame: Frame): void;
  drain(): void;
  ended(): void;
  closed(): void;
}

/** The daemon's end of one console connection. A client that breaks the framing is disconnected. */
export class ConsolePeer {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  #listener: Listener | undefined;
  readonly #out: Outgoing;
  #closed = false;

  /** @param greet called once, when the client has said what it wants */
  constructor(socket: Socket, greet: (hello: Hello) => void) {
    this.#socket = socket;
    this.#out = new Outgoing((data) => socket.write(encodeFrame('D', data)));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const frames = this.#reader.feed(bytes);
      if (!frames.ok) {
        socket.destroy();
        return;
      }
      for (const frame of frames.value) {
        if (this.#listener !== undefined) this.#listener.frame(frame);
        else if (frame.type === 'H') greet(this.#hello(frame));
        else socket.destroy();
      }
    });
    socket.on('drain', () => {
      this.#out.drained();
      this.#listener?.drain();
    });
    socket.on('end', () => {
      // A client that is still there keeps its side open: this one has gone.
      this.#listener?.ended();
      if (this.#listener === undefined) socket.destroy();
    });
    socket.on('close', () => {
      this.#closed = true;
      this.#listener?.closed();
    });
  }

  #hello(frame: Frame): Hello {
    const fields = fieldsOf(frame);
    if (fields.mode === 'batch') return { mode: 'batch', channel: this.#batch() };
    return { mode: 'interactive', link: this.#link(windowOf(fields)) };
  }

  /** Frames stay in order: text that waits goes first. */
  #send(frame: Uint8Array): void {
    if (this.#closed) return;
    this.#out.flush();
    this.#socket.write(frame);
  }

  #print(text: string): boolean {
    return this.#closed || this.#out.write(text);
  }

  #close(status: number): void {
    if (this.#closed) return;
    this.#send(encodeFrame('X', String(status)));
    this.#socket.end();
    this.#socket.resume();
  }

  #link(first: WindowSize): Link {
    const socket = this.#socket;
    let window = first;
    let handlers: LinkHandlers | undefined;
    this.#listener = {
      frame(frame) {
        if (frame.type === 'D') handlers?.data(frame.payload);
        else if (frame.type === 'E') handlers?.ended();
        else if (frame.type === 'W') {
          window = windowOf(fieldsOf(frame));
          handlers?.resize(window);
        }
      },
      drain: () => handlers?.drain(),
      ended: () => handlers?.closed(),
      closed: () => handlers?.closed(),
    };
    return {
      get window() {
        return window;
      },
      attach(to) {
        handlers = to;
      },
      write: (text) => this.#print(text),
      send: (bytes) => this.#closed || this.#out.bytes(bytes),
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      close: (status) => this.#close(status),
    };
  }

  #batch(): BatchChannel {
    const commands = new Mailbox();
    const answers = new Mailbox();
    let handlers: Parameters<BatchChannel['attach']>[0] | undefined;
    const over = (): void => {
      commands.end();
      answers.end();
      handlers?.closed();
    };
    this.#listener = {
      frame: (frame) => {
        handlers?.input();
        if (frame.type === 'C' && commands.waiting < mostCommands) commands.put(textOfFrame(frame));
        else if (frame.type === 'E') commands.end();
        else if (frame.type === 'A' && answers.waiting === 0) answers.put(textOfFrame(frame));
        else if (frame.type === 'N' && answers.waiting === 0) answers.put(undefined);
        else this.#socket.destroy();
      },
      drain: () => handlers?.drain(),
      ended: over,
      closed: over,
    };
    return {
      attach(to) {
        handlers = to;
      },
      next: () => {
        this.#send(encodeFrame('P'));
        return commands.take();
      },
      write: (text) => this.#print(text),
      ask: (prompt, echo) => {
        this.#send(encodeFrame('Q', JSON.stringify({ prompt, echo })));
        return answers.take();
      },
      result: (accepted) => this.#send(encodeFrame('R', accepted ? '1' : '0')),
      close: (status) => this.#close(status),
    };
  }
}

/** Texts on their way to whoever takes them next; after its end everybody gets `undefined`. */
class Mailbox {
  readonly #texts: (string | undefined)[] = [];
  #taker: ((text: string | undefined) => void) | undefined;
  #ended = false;

  get waiting(): number {
    return this.#texts.length;
  }

  put(text: string | undefined): void {
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker !== undefined) taker(text);
    else this.#texts.push(text);
  }

  end(): void {
    this.#ended = true;
    this.#taker?.(undefined);
    this.#taker = undefined;
  }

  take(): Promise<string | undefined> {
    if (this.#texts.length > 0) return Promise.resolve(this.#texts.shift());
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#taker = resolve;
    });
  }
}

function windowOf(fields: Readonly<Record<string, unknown>>): WindowSize {
  return { columns: sizeField(fields, 'columns'), rows: sizeField(fields, 'rows') };
}
