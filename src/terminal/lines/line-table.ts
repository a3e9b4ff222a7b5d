import { err, ok, type Result } from '../../base/result.ts';
import type { AccessList, LineConfig, LineKind, Transport } from '../config.ts';
import { permits } from './access-list.ts';

/** Why a caller gets no line. */
export type Refusal =
  /** No line takes this transport. */
  | { readonly reason: 'transport' }
  /** The access classes of all lines that would do refuse the address. */
  | { readonly reason: 'access-class' }
  /** All lines that would do are taken. */
  | { readonly reason: 'busy' };

/** A line that somebody holds. */
export interface Seat {
  readonly line: number;
  readonly kind: LineKind;
  readonly relative: number;
  /** The line's configuration as it is now; as it last was, when it has been removed. */
  readonly config: LineConfig;
  release(): void;
}

interface Line {
  readonly number: number;
  config: LineConfig;
  holders: number;
  uses: number;
}

const defaultTransports = (kind: LineKind): readonly Transport[] => (kind === 'vty' ? ['ssh'] : []);

/** Whether a line takes a transport: `transport input`, by default SSH on vty lines and nothing elsewhere. */
function takesTransport(config: LineConfig, transport: Transport): boolean {
  const input = config.transportInput ?? defaultTransports(config.kind);
  if (input === 'all') return true;
  return input !== 'none' && input.includes(transport);
}

/**
 * The lines of the box and who holds them. Absolute numbers: console 0, `tty N` is N, the auxiliary port comes after the last
 * tty, and the vty lines after it: without tty lines `vty 0` is 2, as on a router.
 */
export class LineTable {
  #lines = new Map<string, Line>();
  #auxiliary = 1;

  /** Takes over the configured lines. Lines that somebody holds keep their numbers, even when removed. */
  configure(configs: readonly LineConfig[]): void {
    const highestTty = Math.max(0, ...configs.filter((c) => c.kind === 'tty').map((c) => c.number));
    this.#auxiliary = highestTty + 1;
    const next = new Map<string, Line>();
    for (const config of configs) {
      const key = keyOf(config);
      const known = this.#lines.get(key);
      if (known !== undefined && known.holders > 0) {
        known.config = config;
        next.set(key, known);
      } else {
        next.set(key, { number: this.#numberOf(config), config, holders: 0, uses: known?.uses ?? 0 });
      }
    }
    this.#lines = next;
  }

  #numberOf(config: LineConfig): number {
    switch (config.kind) {
      case 'con':
        return config.number;
      case 'tty':
        return config.number;
      case 'aux':
        return this.#auxiliary + config.number;
      case 'vty':
        return this.#auxiliary + 1 + config.number;
    }
  }

  /** Lines in the order of their absolute numbers. */
  list(): readonly { readonly line: number; readonly config: LineConfig; readonly uses: number }[] {
    return [...this.#lines.values()]
      .map((line) => ({ line: line.number, config: line.config, uses: line.uses }))
      .sort((a, b) => a.line - b.line);
  }

  /** Whether any vty takes a transport: whether there is a reason to listen. */
  listensFor(transport: Transport): boolean {
    return [...this.#lines.values()].some((l) => l.config.kind === 'vty' && takesTransport(l.config, transport));
  }

  /** The console; any number of people may hold it at once. */
  console(): Seat {
    return this.#seat(
      this.#lines.get('con 0') ?? { number: 0, config: { kind: 'con', number: 0 }, holders: 0, uses: 0 },
    );
  }

  /** A tty line, when it is configured and free. */
  tty(number: number): Seat | undefined {
    const line = this.#lines.get(`tty ${number}`);
    return line === undefined || line.holders > 0 ? undefined : this.#seat(line);
  }

  /** The lowest free vty that takes the transport and whose access class lets the address in. */
  allocate(transport: Transport, address: string, accessLists: readonly AccessList[]): Result<Seat, Refusal> {
    const able = [...this.#lines.values()]
      .filter((line) => line.config.kind === 'vty' && takesTransport(line.config, transport))
      .sort((a, b) => a.number - b.number);
    if (able.length === 0) return err({ reason: 'transport' });
    const open = able.filter(({ config }) => {
      return config.accessClass === undefined || permits(accessLists, config.accessClass, address);
    });
    if (open.length === 0) return err({ reason: 'access-class' });
    const free = open.find((line) => line.holders === 0);
    return free === undefined ? err({ reason: 'busy' }) : ok(this.#seat(free));
  }

  #seat(line: Line): Seat {
    line.holders += 1;
    line.uses += 1;
    let held = true;
    return {
      line: line.number,
      kind: line.config.kind,
      relative: line.config.number,
      get config() {
        return line.config;
      },
      release: () => {
        if (held) line.holders -= 1;
        held = false;
      },
    };
  }
}

const keyOf = (config: LineConfig): string => `${config.kind} ${config.number}`;
