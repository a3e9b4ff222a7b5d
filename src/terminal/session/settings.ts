import type { LineConfig } from '../config.ts';
import type { TerminalSettings } from '../shell.ts';
import type { Window, WindowSize } from './link.ts';

/**
 * Length, width and the rest of one session. What the user sets by `terminal …` wins over the line's configuration, that over
 * the window the client announced, and that over the defaults of IOS (24 rows, 80 columns).
 */
export class Settings implements TerminalSettings {
  readonly #line: LineConfig;
  readonly #onMonitor: (on: boolean) => void;
  readonly #onHistory: (size: number) => void;
  #window: Window;
  #length: number | undefined;
  #width: number | undefined;
  #historySize: number;
  #monitor = false;

  constructor(
    line: LineConfig,
    window: Window,
    historySize: number,
    on: { readonly monitor: (on: boolean) => void; readonly history: (size: number) => void },
  ) {
    this.#line = line;
    this.#window = window;
    this.#historySize = historySize;
    this.#onMonitor = on.monitor;
    this.#onHistory = on.history;
  }

  /** The user's window has another size. */
  resize(window: WindowSize): void {
    this.#window = window;
  }

  get length(): number {
    if (this.#window === 'none') return this.#length ?? 0;
    return this.#length ?? this.#line.length ?? (this.#window?.rows || 24);
  }

  set length(rows: number) {
    this.#length = rows;
  }

  get width(): number {
    if (this.#window === 'none') return this.#width ?? 0;
    return this.#width ?? this.#line.width ?? (this.#window?.columns || 80);
  }

  set width(columns: number) {
    this.#width = columns;
  }

  get historySize(): number {
    return this.#historySize;
  }

  set historySize(size: number) {
    this.#historySize = size;
    this.#onHistory(size);
  }

  get monitor(): boolean {
    return this.#monitor;
  }

  set monitor(on: boolean) {
    if (on !== this.#monitor) this.#onMonitor(on);
    this.#monitor = on;
  }
}
