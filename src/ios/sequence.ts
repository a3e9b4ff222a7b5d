import type { Matching } from './matching.ts';
import { keysOf, keysOfField, literalOf } from './node.ts';
import { type FieldNode, type GrammarNode, noSteps, type Out, type Rule, type Step, type Trail } from './rule.ts';

export type Fields = Readonly<Record<string, Rule<unknown>>>;

type Dropped = `_${string}`;
type Merged = `$${string}`;
type IsOptional<T> = undefined extends T ? true : false;

/** The object that a sequence of fields stands for. */
export type FieldsValue<F extends Fields> = Flat<
  {
    readonly [K in keyof F as K extends Dropped | Merged ? never : IsOptional<Out<F[K]>> extends true ? never : K]: Out<
      F[K]
    >;
  } & {
    readonly [K in keyof F as K extends Dropped | Merged
      ? never
      : IsOptional<Out<F[K]>> extends true
        ? K
        : never]?: Exclude<Out<F[K]>, undefined>;
  } & MergedValue<F>
>;
type MergedValue<F extends Fields> =
  Extract<keyof F, Merged> extends never
    ? unknown
    : {
          [K in Extract<keyof F, Merged>]: (value: Present<Out<F[K]>>) => void;
        }[Extract<keyof F, Merged>] extends (value: infer I) => void
      ? I
      : never;
type Present<T> = undefined extends T ? Partial<Exclude<T, undefined>> : T;
/** One flat object type (for each member of a union), so that errors show fields and not an intersection. */
type Flat<T> = T extends unknown ? { readonly [K in keyof T]: T[K] } : never;

/** A sequence knows its fields, so that a shorter `no` form can be derived from it. */
export interface SequenceRule<out T> extends Rule<T> {
  /** The same sequence that may also end after any field from `keys` on (the last of them; `[]`: the leading keywords). */
  shortened(keys: readonly string[]): Rule<unknown>;
}

/**
 * Fields one after the other. Keys that begin with `_` are dropped from the value, the fields of a `$` key's value are
 * merged into it, an absent optional field has no key.
 */
export function seq<const F extends Fields>(fields: F): SequenceRule<FieldsValue<F>> {
  return sequence<FieldsValue<F>>(Object.entries(fields), undefined);
}

type Values = Readonly<Record<string, unknown>>;
interface Partway {
  readonly value: Values;
  readonly at: number;
  readonly trail: Trail | undefined;
}

function sequence<T>(
  fields: readonly (readonly [string, Rule<unknown>])[],
  endsFrom: number | undefined,
): SequenceRule<T> {
  const nodes = fields.map(([key, rule]): FieldNode => ({ key, of: rule.node }));
  const keys = new Set(nodes.flatMap(keysOfField));
  const allEmpty = fields.every(([, rule]) => rule.empty !== undefined);
  const emptyValue = fields.reduce<Values>((value, [key, rule]) => store(value, key, rule.empty?.value), {});
  return {
    node: { kind: 'sequence', fields: endsFrom === undefined ? nodes : withOptionalEnd(nodes, endsFrom) },
    // Values are built from the fields that T is computed from; the type system can't see through the loop.
    empty: allEmpty || endsFrom === 0 ? { value: emptyValue as T } : undefined,
    match(matching, at, trail) {
      let partway: readonly Partway[] = [{ value: {}, at, trail }];
      const ended: Partway[] = [];
      for (const [index, [key, rule]] of fields.entries()) {
        if (endsFrom !== undefined && index >= endsFrom) ended.push(...partway);
        partway = advance(partway, key, rule, matching);
        if (partway.length === 0) break;
      }
      const steps = ended.length === 0 ? partway : [...partway, ...ended];
      return steps.length === 0 ? noSteps : (steps as readonly Step<T>[]);
    },
    print(value, masked) {
      if (!isValues(value) || Object.keys(value).some((key) => value[key] !== undefined && !keys.has(key)))
        return undefined;
      const words: string[] = [];
      for (const [index, [key, rule]] of fields.entries()) {
        const printed = rule.print(fieldValue(value, key, rule), masked);
        if (printed === undefined) return endsFrom !== undefined && index >= endsFrom ? words : undefined;
        words.push(...printed);
      }
      return words;
    },
    shortened(wanted) {
      const last = Math.max(-1, ...wanted.map((key) => nodes.findIndex((node) => keysOfField(node).includes(key))));
      const firstNamed = nodes.findIndex((node) => !node.key.startsWith('_'));
      const ends = wanted.length > 0 ? last + 1 : firstNamed === -1 ? fields.length : firstNamed;
      return sequence<unknown>(fields, ends);
    },
  };
}

function withOptionalEnd(fields: readonly FieldNode[], from: number): readonly FieldNode[] {
  const rest = fields.slice(from);
  if (rest.length === 0) return fields;
  const end: GrammarNode = { kind: 'optional', of: { kind: 'sequence', fields: rest }, absent: undefined };
  return [...fields.slice(0, from), { key: '$rest', of: end }];
}

function advance(
  partway: readonly Partway[],
  key: string,
  rule: Rule<unknown>,
  matching: Matching,
): readonly Partway[] {
  const next: Partway[] = [];
  for (const here of partway)
    for (const step of rule.match(matching, here.at, here.trail))
      next.push({ value: store(here.value, key, step.value), at: step.at, trail: step.trail });
  return next;
}

/**
 * Fields in any order, each at most once; fields that can't be empty must be there. Printed in the order declared.
 */
export function unordered<const F extends Fields>(fields: F): Rule<FieldsValue<F>> {
  const entries = Object.entries(fields);
  const nodes = entries.map(([key, rule]): FieldNode => ({ key, of: rule.node }));
  const inOrder = sequence<FieldsValue<F>>(entries, undefined);
  return {
    node: { kind: 'unordered', fields: nodes },
    empty: inOrder.empty,
    match(matching, at, trail) {
      const steps: Partway[] = [];
      const extend = (left: readonly (readonly [string, Rule<unknown>])[], here: Partway): void => {
        for (const entry of left) {
          const [key, rule] = entry;
          for (const step of rule.match(matching, here.at, here.trail))
            if (step.at > here.at)
              extend(
                left.filter((other) => other !== entry),
                { value: store(here.value, key, step.value), at: step.at, trail: step.trail },
              );
        }
        if (left.every(([, rule]) => rule.empty !== undefined))
          steps.push({
            ...here,
            value: left.reduce((value, [key, rule]) => store(value, key, rule.empty?.value), here.value),
          });
      };
      extend(entries, { value: {}, at, trail });
      return steps as unknown as readonly Step<FieldsValue<F>>[];
    },
    print: (value, masked) => inOrder.print(value, masked),
  };
}

function store(values: Values, key: string, value: unknown): Values {
  if (value === undefined || key.startsWith('_')) return values;
  if (key.startsWith('$')) return isValues(value) ? { ...values, ...value } : values;
  return { ...values, [key]: value };
}

function fieldValue(values: Values, key: string, rule: Rule<unknown>): unknown {
  if (key.startsWith('_')) return literalOf(rule.node);
  if (!key.startsWith('$')) return values[key];
  const own = Object.fromEntries(
    keysOf(rule.node).flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
  return Object.keys(own).length === 0 && rule.empty !== undefined ? rule.empty.value : own;
}

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
