import { ModelScreen } from '../editor/model-screen.ts';
import type { Link, LinkHandlers, Window, WindowSize } from '../session/link.ts';

/** A terminal connection in memory. */
export class FakeLink implements Link {
  window: Window;
  readonly screen = new ModelScreen();
  raw = '';
  /** The peer doesn't read: writes ask to wait. */
  slow = false;
  paused = false;
  status: number | undefined;
  readonly #waiters: { readonly pattern: RegExp | string; readonly resolve: () => void }[] = [];
  readonly closed = Promise.withResolvers<void>();
  #handlers: LinkHandlers | undefined;
  #seen = 0;

  attach(handlers: LinkHandlers): void {
    this.#handlers = handlers;
  }

  write(text: string): boolean {
    this.raw += text;
    this.screen.write(text);
    this.#check();
    return !this.slow;
  }

  send(bytes: Uint8Array): boolean {
    return this.write(Buffer.from(bytes).toString('latin1'));
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  close(status: number): void {
    this.status = status;
    this.closed.resolve();
  }

  /** The peer types. */
  type(text: string): void {
    this.#handlers?.data(Buffer.from(text));
  }

  /** The peer's terminal sends bytes that are no text. */
  typeBytes(...bytes: number[]): void {
    this.#handlers?.data(Uint8Array.from(bytes));
  }

  /** The peer reads again. */
  drain(): void {
    this.slow = false;
    this.#handlers?.drain();
  }

  resize(window: WindowSize): void {
    this.window = window;
    this.#handlers?.resize(window);
  }

  /** The peer sends no more. */
  end(): void {
    this.#handlers?.ended();
  }

  /** The line is cut. */
  cut(): void {
    this.#handlers?.closed();
  }

  /** Resolves when `pattern` has appeared after what earlier calls waited for. */
  sees(pattern: RegExp | string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push({ pattern, resolve });
      this.#check();
    });
  }

  #check(): void {
    for (let waiter = this.#waiters[0]; waiter !== undefined; waiter = this.#waiters[0]) {
      const rest = this.raw.slice(this.#seen);
      const found = typeof waiter.pattern === 'string' ? literal(rest, waiter.pattern) : match(rest, waiter.pattern);
      if (found === undefined) return;
      this.#seen += found;
      this.#waiters.shift();
      waiter.resolve();
    }
  }
}

function literal(text: string, wanted: string): number | undefined {
  const at = text.indexOf(wanted);
  return at < 0 ? undefined : at + wanted.length;
}

function match(text: string, wanted: RegExp): number | undefined {
  const found = wanted.exec(text);
  return found === null ? undefined : found.index + found[0].length;
}
