import type { Clock, Timer } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';

/** What outlives a restart. */
export interface Remembered {
  /** snmpEngineID, hexadecimal: 5–32 octets. */
  readonly engineId: string;
  /** snmpEngineBoots of this life, 1–2147483647. */
  readonly boots: number;
  readonly highWater: number;
  readonly total: number;
  readonly disconnected: number;
}

/** Where it is kept: `write` returns when it is on stable storage. */
export interface MemoryFile {
  read(): string | undefined;
  write(text: string): void;
}

/** Changes go to disk after so long at the latest, milliseconds; a crash loses no more. */
const delay = 5000;

/** Keeps engine id, boots and the totals of sessions over restarts. */
export class SnmpMemory {
  readonly #clock: Clock;
  readonly #file: MemoryFile;
  readonly #failed: (reason: string) => void;
  #values: Remembered;
  #timer: Timer | undefined;

  /** Counts this life's boot, on stable storage: a boot that is not counted would let old messages pass for new ones. */
  constructor(clock: Clock, random: Random, file: MemoryFile, failed: (reason: string) => void) {
    this.#clock = clock;
    this.#file = file;
    this.#failed = failed;
    const before = parse(this.#read()) ?? {
      engineId: newEngineId(random),
      boots: 0,
      highWater: 0,
      total: 0,
      disconnected: 0,
    };
    this.#values = { ...before, boots: Math.min(before.boots + 1, 0x7fffffff) };
    this.flush();
  }

  get values(): Remembered {
    return this.#values;
  }

  change(changes: Partial<Pick<Remembered, 'highWater' | 'total' | 'disconnected'>>): void {
    this.#values = { ...this.#values, ...changes };
    this.#timer ??= this.#clock.after(delay, () => this.flush());
  }

  /** Writes what has changed. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    try {
      this.#file.write(`${JSON.stringify(this.#values)}\n`);
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
    }
  }

  #read(): string | undefined {
    try {
      return this.#file.read();
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}

/**
 * Format 5 of RFC 3411 §5 (octets of the administrator's choice), without an enterprise number: this program has none.
 */
const newEngineId = (random: Random): string => `8000000005${Buffer.from(random.bytes(8)).toString('hex')}`;

function parse(text: string | undefined): Remembered | undefined {
  if (text === undefined) return undefined;
  try {
    const { engineId, boots, highWater, total, disconnected }: Partial<Record<keyof Remembered, unknown>> =
      JSON.parse(text);
    if (typeof engineId !== 'string' || !/^([\da-f]{2}){5,32}$/.test(engineId)) return undefined;
    const number = (value: unknown): number => (typeof value === 'number' && value >= 0 ? Math.floor(value) : 0);
    const numbers = { boots: number(boots), highWater: number(highWater), total: number(total) };
    return { engineId, ...numbers, disconnected: number(disconnected) };
  } catch {
    return undefined;
  }
}
