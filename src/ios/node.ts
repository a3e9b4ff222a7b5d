import type { FieldNode, GrammarNode } from './rule.ts';

/** What a dropped field prints: its keyword, the first alternative of a choice, nothing when it may be left out. */
export function literalOf(node: GrammarNode): unknown {
  switch (node.kind) {
    case 'keyword':
      return node.word;
    case 'choice':
      return node.of[0] === undefined ? undefined : literalOf(node.of[0]);
    case 'sequence':
    case 'unordered':
      return {};
    case 'mapped':
      return node.to(literalOf(node.of));
    case 'secret':
      return literalOf(node.of);
    case 'argument':
    case 'optional':
    case 'flag':
    case 'many':
      return undefined;
  }
}

/** Names that a field brings into the value of its sequence. */
export const keysOfField = ({ key, of }: FieldNode): readonly string[] =>
  key.startsWith('_') ? [] : key.startsWith('$') ? keysOf(of) : [key];

/** Names that the value of a merged rule can bring. */
export function keysOf(node: GrammarNode): readonly string[] {
  switch (node.kind) {
    case 'sequence':
    case 'unordered':
      return node.fields.flatMap(keysOfField);
    case 'choice':
      return node.of.flatMap(keysOf);
    case 'optional':
    case 'secret':
      return keysOf(node.of);
    case 'keyword':
    case 'argument':
    case 'flag':
    case 'many':
    case 'mapped':
      return [];
  }
}

/** The nodes directly inside a node. */
export function childrenOf(node: GrammarNode): readonly GrammarNode[] {
  switch (node.kind) {
    case 'keyword':
    case 'argument':
      return [];
    case 'choice':
      return node.of;
    case 'sequence':
    case 'unordered':
      return node.fields.map((field) => field.of);
    case 'optional':
    case 'flag':
    case 'many':
    case 'mapped':
    case 'secret':
      return [node.of];
  }
}

/** Whether `test` holds for a node or any inside it. */
export const someNode = (node: GrammarNode, test: (node: GrammarNode) => boolean): boolean =>
  test(node) || childrenOf(node).some((child) => someNode(child, test));

/** The keyword that every line of this grammar begins with, if there is exactly one. */
export function firstKeyword(node: GrammarNode): string | undefined {
  const words = firstWords(node);
  return words?.length === 1 ? words[0] : undefined;
}

/** The keywords that a line can begin with; `undefined` when it can begin with an argument. */
export function firstWords(node: GrammarNode): readonly string[] | undefined {
  const found = beginnings(node);
  return found.anything || found.nothing ? undefined : [...new Set(found.words)];
}

interface Beginnings {
  readonly words: readonly string[];
  /** It may begin with an argument. */
  readonly anything: boolean;
  /** It may match no word at all. */
  readonly nothing: boolean;
}

function beginnings(node: GrammarNode): Beginnings {
  switch (node.kind) {
    case 'keyword':
      return { words: [node.word.toLowerCase()], anything: false, nothing: false };
    case 'argument':
      return { words: [], anything: true, nothing: false };
    case 'choice':
      return any(node.of.map(beginnings));
    case 'optional':
    case 'flag':
      return { ...beginnings(node.of), nothing: true };
    case 'many':
      return node.min === 0 ? { ...beginnings(node.of), nothing: true } : beginnings(node.of);
    case 'mapped':
    case 'secret':
      return beginnings(node.of);
    case 'unordered': {
      const all = node.fields.map((field) => beginnings(field.of));
      return { ...any(all), nothing: all.every((one) => one.nothing) };
    }
    case 'sequence': {
      const reached: Beginnings[] = [];
      for (const field of node.fields) {
        const one = beginnings(field.of);
        reached.push(one);
        if (!one.nothing) return { ...any(reached), nothing: false };
      }
      return { ...any(reached), nothing: true };
    }
  }
}

const any = (all: readonly Beginnings[]): Beginnings => ({
  words: all.flatMap((one) => one.words),
  anything: all.some((one) => one.anything),
  nothing: all.some((one) => one.nothing),
});

/** The keywords that every line of this grammar begins with. */
export function leadingWords(node: GrammarNode): readonly string[] {
  if (node.kind === 'keyword') return [node.word];
  if (node.kind === 'mapped' || node.kind === 'secret') return leadingWords(node.of);
  if (node.kind !== 'sequence') return [];
  const words: string[] = [];
  for (const { of } of node.fields) {
    if (of.kind !== 'keyword') break;
    words.push(of.word);
  }
  return words;
}
