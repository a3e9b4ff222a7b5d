import type { Clock, Timer } from '../../base/clock.ts';
import type { OpenDevice, SerialDevice } from './device.ts';

export interface HeldDeviceDeps {
  readonly open: OpenDevice;
  readonly clock: Pick<Clock, 'after'>;
  /** As the line is configured now. */
  readonly options: () => Parameters<OpenDevice>[1];
  /** Somebody else has the device still: it is not to be opened yet. */
  readonly busy: () => boolean;
  readonly opened: (device: SerialDevice) => void;
}

/** Milliseconds until a device that can't be opened, or has just been closed, is tried again. */
const pause = 1000;

/** Keeps a line's device open, at most once: it is opened as soon as it can be had, and anew each time that it was closed. */
export class HeldDevice {
  readonly #path: string;
  readonly #deps: HeldDeviceDeps;
  #device: SerialDevice | undefined;
  #opening: Promise<void> | undefined;
  #timer: Timer | undefined;
  #retired = false;

  constructor(path: string, deps: HeldDeviceDeps) {
    this.#path = path;
    this.#deps = deps;
  }

  /** The device while it is open. */
  get now(): SerialDevice | undefined {
    return this.#device;
  }

  /** Opens the device now, or as soon as it can be had. */
  open(): void {
    if (this.#retired || this.#device !== undefined || this.#opening !== undefined || this.#timer !== undefined) return;
    this.#opening = this.#try().finally(() => {
      this.#opening = undefined;
    });
  }

  /** Closes the device, which ends a call on it; it is opened anew a moment later. */
  close(): void {
    const device = this.#device;
    this.#device = undefined;
    device?.stream.destroy();
    this.#again();
  }

  /** It is opened no more; resolves when nothing is being opened. What is open stays so until it is closed. */
  async retire(): Promise<void> {
    this.#retired = true;
    this.#timer?.cancel();
    await this.#opening;
  }

  async #try(): Promise<void> {
    if (this.#deps.busy()) return this.#again();
    const opened = await this.#deps.open(this.#path, this.#deps.options());
    if (!opened.ok) return this.#again();
    if (this.#retired) {
      opened.value.stream.destroy();
      return;
    }
    this.#device = opened.value;
    this.#deps.opened(opened.value);
  }

  #again(): void {
    this.#timer?.cancel();
    if (this.#retired) return;
    this.#timer = this.#deps.clock.after(pause, () => {
      this.#timer = undefined;
      this.open();
    });
  }
}
