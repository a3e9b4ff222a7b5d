import { Outgoing } from './outgoing.ts';

/** Size of a terminal's window, in characters; 0 is unknown. */
export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

/** What is known of the window: nothing, or that there is none (no terminal at the other end): then nothing is paged. */
export type Window = WindowSize | 'none' | undefined;

export interface LinkHandlers {
  data(bytes: Uint8Array): void;
  /** After a `write` that returned false: the peer has taken what was written. */
  drain(): void;
  resize(size: WindowSize): void;
  /** The peer sends no more, but still listens (`ssh host < file`). */
  ended(): void;
  /** The connection is gone. */
  closed(): void;
}

/** A connection to somebody's terminal, whatever carries it. */
export interface Link {
  /** As announced when the connection was made. */
  readonly window: Window;
  /** Called once; nothing is delivered before. */
  attach(handlers: LinkHandlers): void;
  /** Sends text; false when the peer is slow and the caller should wait for `drain`. */
  write(text: string): boolean;
  /** Sends bytes of another terminal's as they are; false as for `write`. */
  send(bytes: Uint8Array): boolean;
  /** Stops and restarts the delivery of data. */
  pause(): void;
  resume(): void;
  /** Sends what is waiting, then closes. `status`: exit status, where the transport has one. */
  close(status: number): void;
}

/** What a stream must have to carry a terminal: a socket, an SSH channel. */
export interface ByteStream {
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  on(event: 'drain' | 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  write(data: string | Uint8Array): boolean;
  pause(): unknown;
  resume(): unknown;
  end(): unknown;
  destroy(): unknown;
}

/** Handlers of a stream's link, so that a transport can add what is not in the stream (window sizes). */
export interface StreamLink extends Link {
  resized(size: WindowSize): void;
  /** The connection under the stream is gone. */
  lost(): void;
}

/**
 * A link over a stream.
 * @param finish closes the stream after the last write; default: ends it
 */
export function streamLink(
  stream: ByteStream,
  options: { readonly window?: WindowSize | 'none'; readonly finish?: (status: number) => void } = {},
): StreamLink {
  let handlers: LinkHandlers | undefined;
  let window: Window = options.window;
  const out = new Outgoing((data) => stream.write(data));
  let closed = false;
  let ended = false;
  const gone = (): void => {
    if (closed) return;
    closed = true;
    handlers?.closed();
  };
  stream.on('error', gone);
  stream.on('close', gone);
  return {
    get window() {
      return window;
    },
    attach(to) {
      handlers = to;
      stream.on('data', (bytes) => to.data(bytes));
      stream.on('drain', () => {
        out.drained();
        to.drain();
      });
      stream.on('end', () => {
        ended = true;
        if (!closed) to.ended();
      });
      if (closed) to.closed();
    },
    write(text) {
      return closed || out.write(text);
    },
    send(bytes) {
      return closed || out.bytes(bytes);
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    close(status) {
      if (closed) return;
      out.flush();
      if (options.finish !== undefined) options.finish(status);
      else stream.end();
      // A peer that has already sent its end needs nothing more to be read; others are read to their end and dropped.
      if (!ended) stream.resume();
    },
    resized(size) {
      window = size;
      handlers?.resize(size);
    },
    lost: gone,
  };
}
