import { err, ok, type Result } from '../../base/result.ts';
import type { ViciReadFailure } from './failure.ts';
import { isList, isSection } from './message.ts';
import type { ViciSection, ViciValue } from './value.ts';

/** Reads a section's fields by name; remembers the first that is not as it should be. */
export class Fields {
  readonly #section: ViciSection;
  readonly #path: readonly string[];
  /** Shared by the readers of one message. */
  readonly #failures: ViciReadFailure[];

  constructor(section: ViciSection, path: readonly string[] = [], failures: ViciReadFailure[] = []) {
    this.#section = section;
    this.#path = path;
    this.#failures = failures;
  }

  /** The value, unless something was missing or malformed. */
  result<T>(value: T): Result<T, ViciReadFailure> {
    const [failure] = this.#failures;
    return failure === undefined ? ok(value) : err(failure);
  }

  #fail(kind: ViciReadFailure['kind'], name: string): void {
    this.#failures.push({ kind, path: [...this.#path, name] });
  }

  #value(name: string): ViciValue | undefined {
    return Object.hasOwn(this.#section, name) ? this.#section[name] : undefined;
  }

  /** Text that may be left out. */
  maybe(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined || typeof value === 'string') return value;
    this.#fail('malformed', name);
    return undefined;
  }

  text(name: string): string {
    const value = this.maybe(name);
    if (value === undefined) this.#fail('missing', name);
    return value ?? '';
  }

  /** `yes`; or left out, or `no`. */
  flag(name: string): boolean {
    return this.maybe(name) === 'yes';
  }

  /** A whole decimal number that may be left out. */
  maybeInteger(name: string): number | undefined {
    const text = this.maybe(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^-?\d+$/.test(text) && Number.isSafeInteger(value)) return value;
    this.#fail('malformed', name);
    return undefined;
  }

  integer(name: string): number {
    const value = this.maybeInteger(name);
    if (value === undefined) this.#fail('missing', name);
    return value ?? 0;
  }

  /** A counter of 64 bits that may be left out. */
  maybeCounter(name: string): bigint | undefined {
    const text = this.maybe(name);
    if (text === undefined) return undefined;
    if (/^\d{1,20}$/.test(text)) return BigInt(text);
    this.#fail('malformed', name);
    return undefined;
  }

  /** None when left out. */
  list(name: string): readonly string[] {
    const value = this.#value(name);
    if (value === undefined) return [];
    if (isList(value)) return value;
    this.#fail('malformed', name);
    return [];
  }

  /** A section that may be left out: empty then. */
  section(name: string): Fields {
    const value = this.#value(name);
    if (value !== undefined && !isSection(value)) this.#fail('malformed', name);
    return new Fields(isSection(value) ? value : {}, [...this.#path, name], this.#failures);
  }

  /** Fails when the section is left out. */
  required(name: string): Fields {
    if (this.#value(name) === undefined) this.#fail('missing', name);
    return this.section(name);
  }

  /** Every section in this one, with its name, in order; other values are passed over. */
  sections(): readonly (readonly [name: string, fields: Fields])[] {
    return Object.entries(this.#section).flatMap(([name, value]) =>
      isSection(value) ? [[name, new Fields(value, [...this.#path, name], this.#failures)] as const] : [],
    );
  }

  /** The one section of an event, whose name is the connection's. */
  only(): readonly [name: string, fields: Fields] {
    const [first] = this.sections();
    if (first === undefined) this.#fail('missing', '*');
    return first ?? ['', new Fields({}, this.#path, this.#failures)];
  }
}
