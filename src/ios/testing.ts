/**
 * For tests only: replays terminal transcripts, makes values of a grammar, and checks that what the running configuration
 * prints loads back. Needs fast-check.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ConfigDeclaration, Declaration } from './declared.ts';
import type { TerminalIo } from './io.ts';
import { type Language, tableOf } from './language.ts';
import { loadConfiguration } from './loader.ts';
import { Matching, splitWords } from './matching.ts';
import type { ConfigMode } from './modes.ts';
import { configTrial, read } from './reading.ts';
import type { FieldNode, GrammarNode, Rule } from './rule.ts';
import type { Shell } from './shell.ts';
import { writeConfiguration } from './writer.ts';

/**
 * Replays a terminal transcript against a shell and returns the transcript that came of it; a test compares the two.
 *
 * A line that begins with the shell's prompt is typed: one that ends in `?` asks for help, one that ends in `<TAB>` is
 * completed (the next line shows the result), `^Z` leaves configuration mode. A question of a command is answered by the
 * next line that begins with it. Everything else is expected output.
 */
export async function replay(transcript: string, shell: Shell<never, never, never> | AnyShell): Promise<string> {
  const lines = transcript.split('\n');
  const actual: string[] = [];
  let next = 0;
  const find = (beginning: string): string | undefined => {
    for (let index = next; index < lines.length; index++) {
      const line = lines[index] ?? '';
      if (!line.startsWith(beginning)) continue;
      next = index + 1;
      return line.slice(beginning.length);
    }
    return undefined;
  };
  const print = (text: string): void => {
    for (const line of text.replace(/\n$/, '').split('\n')) {
      actual.push(line);
      if (lines[next] === line) next++;
    }
  };
  const io: TerminalIo = {
    print,
    async ask(prompt, { echo }) {
      const answer = find(prompt);
      actual.push(`${prompt}${echo ? (answer ?? '') : ''}`);
      return answer;
    },
    width: 80,
    length: 0,
    signal: new AbortController().signal,
  };
  while (!shell.closed) {
    const prompt = shell.prompt;
    const typed = find(prompt);
    if (typed === undefined || (prompt === '' && next >= lines.length)) break;
    actual.push(`${prompt}${typed}`);
    if (shell.freeText) await shell.execute(typed, io);
    else if (typed === '^Z') shell.end();
    else if (typed.endsWith('<TAB>')) {
      actual.push(`${prompt}${shell.complete(typed.slice(0, -'<TAB>'.length)).line.trimEnd()}`);
      next++;
    } else if (typed.endsWith('?')) print(`${shell.help(typed.slice(0, -1))}\n`);
    else await shell.execute(typed, io);
  }
  return `${actual.join('\n')}${transcript.endsWith('\n') ? '\n' : ''}`;
}

/** What {@link replay} needs of a shell. */
export type AnyShell = Pick<
  Shell<unknown, unknown, unknown>,
  'prompt' | 'closed' | 'freeText' | 'execute' | 'help' | 'complete' | 'end'
>;

/** Fails where a shell answers otherwise than in the transcript. */
export async function assertTranscript(transcript: string, shell: AnyShell): Promise<void> {
  assert.equal(await replay(transcript, shell), transcript);
}

/** Values of a grammar. */
export function valuesOf<T>(rule: Rule<T>): fc.Arbitrary<T> {
  // The node describes the rule, so its values are the rule's.
  return arbitrary(rule.node) as fc.Arbitrary<T>;
}

/** A source of numbers in [0, 1) from a seed (mulberry32). */
export function sampling(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function arbitrary(node: GrammarNode): fc.Arbitrary<unknown> {
  switch (node.kind) {
    case 'keyword':
      return fc.constant(node.word);
    case 'argument':
      return fc.nat().map((seed) => node.sample(sampling(seed)));
    case 'choice':
      return fc.oneof(...node.of.map(arbitrary));
    case 'optional':
      return fc.oneof(fc.constant(node.absent), arbitrary(node.of));
    case 'flag':
      return fc.boolean();
    case 'many':
      return fc.array(arbitrary(node.of), { minLength: node.min, maxLength: Math.min(node.max, node.min + 3) });
    case 'mapped':
      return arbitrary(node.of).map(node.to);
    case 'secret':
      return arbitrary(node.of);
    case 'sequence':
    case 'unordered':
      return fc
        .tuple(...node.fields.map(({ of }) => arbitrary(of)))
        .map((values) => Object.assign({}, ...node.fields.map((field, index) => fieldOf(field, values[index]))));
  }
}

function fieldOf({ key }: FieldNode, value: unknown): unknown {
  if (value === undefined || key.startsWith('_')) return {};
  return key.startsWith('$') ? value : { [key]: value };
}

/** How a declaration's round trip is checked. */
export interface RoundTripOptions<C, E> {
  /** The configuration to begin with. */
  readonly initial: C;
  readonly env: E;
  /** Lines to load first, for what the declaration refers to. */
  readonly before?: string;
  /** How many values are tried; default 30. */
  readonly runs?: number;
}

/**
 * Checks one declaration: its text is read back as the same value and printed the same again; and, for configuration, a
 * line that is loaded is in the running configuration, that text loads to the same configuration and is printed the
 * same, and its `no` form takes it away.
 */
export function checkRoundTrip<C, E>(
  language: Language<C, E, unknown>,
  declaration: Declaration<C, E, never> | Declaration<C, E, unknown>,
  options: RoundTripOptions<C, E>,
): void {
  const { syntax } = declaration;
  const sample = declaration.kind === 'setting' || declaration.kind === 'section' ? declaration.sampleValue : undefined;
  const values = sample === undefined ? valuesOf(syntax) : fc.nat().map((seed): unknown => sample(sampling(seed)));
  let loadedOnce = declaration.kind === 'command';
  fc.assert(
    fc.property(values, fc.nat(), (value, seed) => {
      const text = printOf(syntax, value);
      const back = readBack(syntax, text);
      assert.deepEqual(back, value, `"${text}" is read back as another value`);
      assert.equal(printOf(syntax, back), text);
      if (declaration.kind !== 'command' && checkLoading(language, declaration, text, seed, options)) loadedOnce = true;
    }),
    { numRuns: options.runs ?? 30 },
  );
  assert.ok(loadedOnce, `no sample of "${describe(declaration)}" was ever accepted; give it a sampleValue`);
}

const describe = (declaration: { readonly syntax: Rule<unknown> }): string => JSON.stringify(declaration.syntax.node);

function printOf(rule: Rule<unknown>, value: unknown): string {
  const words = rule.print(value, false);
  assert.ok(words !== undefined, `a value of the grammar can't be printed: ${JSON.stringify(value)}`);
  return words.join(' ');
}

function readBack(rule: Rule<unknown>, text: string): unknown {
  const matching = new Matching(text, splitWords(text));
  const step = rule.match(matching, 0, undefined).find((one) => one.at === matching.words.length);
  assert.ok(step !== undefined, `the grammar doesn't read its own text "${text}"`);
  return step.value;
}

/** `false` when the line was refused for what it says, which a sample may be. */
function checkLoading<C, E>(
  language: Language<C, E, unknown>,
  declaration: ConfigDeclaration<C, E>,
  text: string,
  seed: number,
  { initial, env, before = '' }: RoundTripOptions<C, E>,
): boolean {
  const headers = headersOf(language, declaration.mode, sampling(seed));
  const load = (input: string, base: C): ReturnType<typeof loadConfiguration<C, E>> =>
    loadConfiguration(input, language, base, env);
  const start = load(before, initial);
  assert.deepEqual(start.refused, [], 'the lines to load first');
  const opened = load(headers.join('\n'), start.config);
  const inside = [...headers, `${' '.repeat(headers.length)}${text}`].join('\n');
  const first = load(inside, start.config);
  const refusal = first.refused[0];
  if (refusal !== undefined) {
    assert.doesNotMatch(refusal.reason, /Invalid input|Incomplete|Ambiguous|no closing/, `"${text}"`);
    return false;
  }
  const written = writeConfiguration(first.config, language);
  const second = load(written.join('\n'), initial);
  assert.deepEqual(
    second.refused,
    [],
    `the running configuration after "${text}" is not accepted:\n${written.join('\n')}`,
  );
  assert.deepEqual(second.config, first.config, `after "${text}"`);
  assert.deepEqual(writeConfiguration(second.config, language), written);
  checkNegation(language, headers, writeConfiguration(opened.config, language), written, declaration, (input) => {
    const { config, refused } = load(input, first.config);
    assert.deepEqual(refused, [], `the "no" form of what is printed after "${text}"`);
    return writeConfiguration(config, language);
  });
  return true;
}

/** Every line that the declaration brought into the running configuration goes away by `no` and the same line. */
function checkNegation<C, E>(
  language: Language<C, E, unknown>,
  headers: readonly string[],
  before: readonly string[],
  after: readonly string[],
  declaration: ConfigDeclaration<C, E>,
  load: (input: string) => readonly string[],
): void {
  if (declaration.negation === undefined || !declaration.mode.fallsBack || declaration.kind === 'section') return;
  const trial = configTrial(tableOf(language, declaration.mode), 15);
  const indent = ' '.repeat(headers.length);
  for (const line of after) {
    const own = line.slice(indent.length);
    if (before.includes(line) || !line.startsWith(indent) || own.startsWith(' ')) continue;
    const understood = read(trial, own);
    if (understood.kind !== 'understood' || understood.reading.declaration !== declaration) continue;
    const opposite = understood.reading.negated === undefined ? `no ${own}` : own.slice('no '.length);
    const left = load([...headers, `${indent}${opposite}`].join('\n'));
    assert.ok(!left.includes(line), `"${opposite}" leaves "${line}"`);
  }
}

/** Lines that lead into a mode: a sample of each section around it. */
function headersOf<C, E>(
  language: Language<C, E, unknown>,
  mode: ConfigMode<C, unknown, E>,
  random: () => number,
): readonly string[] {
  if (mode === language.global) return [];
  for (const declaration of language.declarations) {
    if (declaration.kind === 'command' || declaration.kind === 'setting' || declaration.into !== mode) continue;
    const values =
      declaration.kind === 'section' && declaration.sampleValue !== undefined
        ? fc.constant(declaration.sampleValue(random))
        : valuesOf(declaration.syntax);
    const [value] = fc.sample(values, { numRuns: 1, seed: Math.floor(random() * 2 ** 31) });
    const outer = headersOf(language, declaration.mode, random);
    return [...outer, `${' '.repeat(outer.length)}${printOf(declaration.syntax, value)}`];
  }
  throw new Error(`no section leads into ${mode.id}`);
}
