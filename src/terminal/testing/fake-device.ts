import { EventEmitter } from 'node:events';
import type { ByteStream } from '../session/link.ts';

/** A serial device in memory. */
export class FakeDevice extends EventEmitter implements ByteStream {
  shown = '';
  paused = false;
  destroyed = false;
  write(data: string | Uint8Array): boolean {
    this.shown += typeof data === 'string' ? data : Buffer.from(data).toString();
    return true;
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  end(): void {}
  destroy(): void {
    this.destroyed = true;
  }
  type(text: string): void {
    this.emit('data', Buffer.from(text, 'latin1'));
  }
}
