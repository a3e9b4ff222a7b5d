import type { Clock, Timer } from '../base/clock.ts';

/** A terminal's standard error, or what stands in for it. */
export interface BarOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressBar {
  /** Takes the bar away before something else is printed; it comes back after another second without print. */
  pause(): void;
  /** Takes it away for good. */
  end(): void;
}

/** Before this, nobody wants to see a bar; milliseconds. */
const patience = 1000;
const frame = 100;
const length = 24;

/**
 * A bar that moves from side to side on a terminal while something takes longer than a second: nobody knows beforehand how
 * long a question to a database takes. Nothing is written where no terminal is.
 */
export function showProgress(clock: Clock, out: BarOutput): ProgressBar {
  if (out.isTTY !== true) return { pause() {}, end() {} };
  const started = clock.monotonic();
  let timer: Timer | undefined;
  let shown = false;
  const hide = (): void => {
    timer?.cancel();
    timer = undefined;
    if (shown) out.write('\r\x1b[K');
    shown = false;
  };
  const draw = (step: number): void => {
    const seconds = Math.floor((clock.monotonic() - started) / 1000);
    const text = `${bar(step)} reading the books, ${seconds} s`;
    // A terminal that tells no size (a serial line) says 0.
    out.write(`\r${text.slice(0, (out.columns || 80) - 1)}\x1b[K`);
    shown = true;
    timer = clock.after(frame, () => draw(step + 1));
  };
  const wait = (): void => {
    timer = clock.after(patience, () => draw(0));
  };
  wait();
  return {
    pause: () => {
      hide();
      wait();
    },
    end: hide,
  };
}

/** `[    ====            ]` */
function bar(step: number): string {
  const block = 6;
  const way = length - block;
  const at = step % (2 * way);
  const left = at < way ? at : 2 * way - at;
  return `[${' '.repeat(left)}${'='.repeat(block)}${' '.repeat(way - left)}]`;
}
