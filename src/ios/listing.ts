import type { Language } from './language.ts';
import type { GrammarNode } from './rule.ts';

/** One form of one command, and the privilege level that it takes. */
export interface ListedForm {
  readonly level: number;
  readonly text: string;
}

/** Every form of every command of a mode (by id), as `show parser dump` lists them; up to privilege `level`. */
export function* listForms(
  language: Language<unknown, unknown, unknown>,
  modeId = 'exec',
  level = 15,
): Iterable<ListedForm> {
  const isExec = modeId === language.exec.mode.id;
  for (const declaration of isExec ? language.exec.declarations : (language.modes.get(modeId)?.declarations ?? [])) {
    const own = declaration.privilege ?? (isExec ? 1 : 15);
    if (own > level) continue;
    for (const text of forms(declaration.syntax.node)) yield { level: own, text };
    if (declaration.kind === 'command' || declaration.negation === undefined) continue;
    for (const text of forms(declaration.negation.node)) yield { level: own, text: `no ${text}` };
  }
}

/** The same without levels. */
export function* listCommands(
  language: Language<unknown, unknown, unknown>,
  modeId = 'exec',
  level = 15,
): Iterable<string> {
  for (const { text } of listForms(language, modeId, level)) yield text;
}

/** A line with more forms than this is listed once, as manuals write it: an access list's entry has millions. */
const mostForms = 512;

/** What `show parser dump` says of one line. */
export const forms = (node: GrammarNode): Iterable<string> =>
  countForms(node) > mostForms ? [usage(node)] : permutations(node);

/** How many texts {@link permutations} gives. */
export function countForms(node: GrammarNode): number {
  switch (node.kind) {
    case 'keyword':
    case 'argument':
      return 1;
    case 'choice':
      return node.of.reduce((sum, one) => sum + countForms(one), 0);
    case 'optional':
    case 'flag':
      return 1 + countForms(node.of);
    case 'many':
      return countForms(node.of) + (node.min === 0 ? 1 : 0);
    case 'mapped':
    case 'secret':
      return countForms(node.of);
    case 'sequence':
    case 'unordered':
      return node.fields.reduce((product, field) => product * countForms(field.of), 1);
  }
}

/** Every form of a line: each alternative, with and without each optional part; `...` for what may be repeated. */
export function* permutations(node: GrammarNode): Iterable<string> {
  switch (node.kind) {
    case 'keyword':
      yield node.word;
      return;
    case 'argument':
      yield node.shape;
      return;
    case 'choice':
      for (const one of node.of) yield* permutations(one);
      return;
    case 'optional':
    case 'flag':
      yield '';
      yield* permutations(node.of);
      return;
    case 'many':
      if (node.min === 0) yield '';
      for (const one of permutations(node.of)) yield node.max > 1 ? `${one}...` : one;
      return;
    case 'mapped':
    case 'secret':
      yield* permutations(node.of);
      return;
    case 'sequence':
    case 'unordered':
      yield* inSequence(node.fields.map((field) => field.of));
      return;
  }
}

function* inSequence(nodes: readonly GrammarNode[]): Iterable<string> {
  const [first, ...rest] = nodes;
  if (first === undefined) {
    yield '';
    return;
  }
  for (const beginning of permutations(first))
    for (const remainder of inSequence(rest))
      yield beginning === '' ? remainder : remainder === '' ? beginning : `${beginning} ${remainder}`;
}

/** A line's grammar as manuals write it: `{a | b}`, `[optional]`, `...`. */
export function usage(node: GrammarNode): string {
  switch (node.kind) {
    case 'keyword':
      return node.word;
    case 'argument':
      return node.shape;
    case 'choice':
      return `{${node.of.map(usage).join(' | ')}}`;
    case 'optional':
    case 'flag':
      return node.of.kind === 'choice' ? `[${node.of.of.map(usage).join(' | ')}]` : `[${usage(node.of)}]`;
    case 'many': {
      const one = usage(node.of);
      if (node.max === 1) return node.min === 0 ? `[${one}]` : one;
      return node.min === 0 ? `[${one}]...` : `${one} [${one}]...`;
    }
    case 'mapped':
    case 'secret':
      return usage(node.of);
    case 'sequence':
    case 'unordered':
      return node.fields
        .map((field) => usage(field.of))
        .filter((text) => text !== '')
        .join(' ');
  }
}
