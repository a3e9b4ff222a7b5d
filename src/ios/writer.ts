import type { Frame } from './carry-out.ts';
import { type ConfigDeclaration, Negated } from './declared.ts';
import { keyOf } from './kept-lines.ts';
import { type KeptLine, type Language, tableOf } from './language.ts';
import { configTrial, read } from './reading.ts';
import type { Rule } from './rule.ts';

/**
 * The running configuration: lines in the order of the declarations, sections indented by a blank, `!` between groups,
 * `end` at the end. Loading it gives the same configuration.
 */
export function writeConfiguration<C, E>(config: C, language: Language<C, E, unknown>): readonly string[] {
  const writer = new Writer(config, language);
  writer.writeMode({ mode: language.global, context: undefined, path: [] });
  writer.separate();
  writer.lines.push('end');
  return writer.lines;
}

class Writer<C, E> {
  readonly lines: string[] = [];
  readonly #config: C;
  readonly #language: Language<C, E, unknown>;
  readonly #kept = new Map<string, KeptLine[]>();
  /** The modes that a loader would be in now. */
  #frames: Frame<C, E>[] = [];
  #group: string | undefined;

  constructor(config: C, language: Language<C, E, unknown>) {
    this.#config = config;
    this.#language = language;
    for (const line of language.kept.get(config)) {
      const where = JSON.stringify(line.path);
      const there = this.#kept.get(where);
      if (there === undefined) this.#kept.set(where, [line]);
      else there.push(line);
    }
  }

  writeMode(frame: Frame<C, E>): void {
    const depth = frame.path.length;
    this.#frames = [...this.#frames.slice(0, depth), frame];
    const kept = this.#kept.get(JSON.stringify(frame.path)) ?? [];
    for (const declaration of tableOf(this.#language, frame.mode).declarations)
      this.#writeDeclaration(declaration, frame, kept);
    for (const line of kept) if (line.key === '') this.#writeLine(line.text, depth, line.text);
    if (frame.mode.closing !== undefined) {
      this.lines.push(`${' '.repeat(depth)}${frame.mode.closing}`);
      this.#frames = this.#frames.slice(0, depth);
    }
  }

  /** A `!`, unless there is one. */
  separate(): void {
    if (this.lines.length > 0 && this.lines.at(-1) !== '!') this.lines.push('!');
    this.#group = undefined;
  }

  #writeDeclaration(declaration: ConfigDeclaration<C, E>, frame: Frame<C, E>, kept: readonly KeptLine[]): void {
    const depth = frame.path.length;
    switch (declaration.kind) {
      case 'setting':
        for (const value of declaration.get(this.#config, frame.context)) {
          const text =
            value instanceof Negated && declaration.negation !== undefined
              ? `no ${printed(declaration.negation, value.value)}`
              : printed(declaration.syntax, value);
          this.#writeLine(text, depth, printedGroup(text));
        }
        return;
      case 'section': {
        const written = new Set<string>();
        for (const { value, context } of declaration.get(this.#config, frame.context)) {
          const header = printed(declaration.syntax, value);
          written.add(header);
          this.#writeSection({ mode: declaration.into, context, path: [...frame.path, header] });
        }
        this.#writeStrays(declaration, frame, written);
        return;
      }
      case 'kept': {
        const key = keyOf(declaration);
        for (const line of kept) {
          if (line.key !== key) continue;
          if (declaration.into === undefined || line.text.startsWith('no '))
            this.#writeLine(line.text, depth, printedGroup(line.text));
          else this.#writeSection({ mode: declaration.into, context: undefined, path: [...frame.path, line.text] });
        }
        return;
      }
    }
  }

  #writeSection(frame: Frame<C, E>): void {
    const depth = frame.path.length - 1;
    if (depth === 0) this.separate();
    this.#writeLine(frame.path.at(-1) ?? '', depth, '');
    this.writeMode(frame);
    if (depth === 0) this.separate();
  }

  /** Kept lines whose header is typed differently from how the section is written (`line vty 0 4` for five lines). */
  #writeStrays(declaration: ConfigDeclaration<C, E>, frame: Frame<C, E>, written: ReadonlySet<string>): void {
    const depth = frame.path.length;
    for (const [, lines] of this.#kept) {
      const path = lines[0]?.path ?? [];
      const header = path[depth];
      if (header === undefined || path.length !== depth + 1 || written.has(header)) continue;
      if (!frame.path.every((line, index) => line === path[index])) continue;
      const mine = read(configTrial(tableOf(this.#language, frame.mode), 15), header);
      if (mine.kind !== 'understood' || mine.reading.declaration !== declaration) continue;
      if (depth === 0) this.separate();
      this.#writeLine(header, depth, '');
      for (const line of lines) this.lines.push(`${' '.repeat(depth + 1)}${line.text}`);
      if (declaration.kind === 'section')
        this.#frames = [...this.#frames.slice(0, depth + 1), { mode: declaration.into, context: undefined, path }];
      if (depth === 0) this.separate();
    }
  }

  #writeLine(text: string, depth: number, group: string): void {
    this.#leaveModes(text, depth);
    if (depth === 0 && group !== this.#group) this.separate();
    if (depth === 0) this.#group = group;
    this.lines.push(...`${' '.repeat(depth)}${text}`.split('\n'));
  }

  /** A deeper mode that the loader is still in must not take this line for its own: it is left by `exit` first. */
  #leaveModes(text: string, depth: number): void {
    let deepest = this.#frames.length;
    for (let index = depth + 1; index < this.#frames.length; index++) {
      const frame = this.#frames[index];
      if (frame === undefined) continue;
      if (read(configTrial(tableOf(this.#language, frame.mode), 15), text).kind === 'invalid') continue;
      deepest = index;
      break;
    }
    for (let index = this.#frames.length - 1; index >= deepest; index--) {
      if (this.lines.at(-1) === '!') this.lines.pop();
      this.lines.push(`${' '.repeat(index)}exit`);
      if (index === deepest && depth === 0) this.lines.push('!');
    }
    this.#frames = this.#frames.slice(0, Math.min(depth + 1, deepest));
  }
}

const printedGroup = (text: string): string => (text.startsWith('no ') ? text.slice(3) : text).split(' ', 1)[0] ?? '';

function printed(rule: Rule<unknown>, value: unknown): string {
  const words = rule.print(value, false);
  if (words === undefined) throw new Error(`not a value of this command's syntax: ${JSON.stringify(value)}`);
  return words.join(' ');
}
