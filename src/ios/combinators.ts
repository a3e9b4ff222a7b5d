import { isDeepStrictEqual } from 'node:util';
import { literalOf } from './node.ts';
import { noSteps, type Out, type Rule, type Step, type Trail } from './rule.ts';

/** Exactly one of several rules. Its values are the union of theirs; of alternatives that fit alike the first wins. */
export function choice<const R extends readonly Rule<unknown>[]>(...rules: R): Rule<Out<R[number]>> {
  // The alternatives' values are those of the union by construction; TypeScript can't follow the tuple here.
  const alternatives = rules as unknown as readonly Rule<Out<R[number]>>[];
  return {
    node: { kind: 'choice', of: rules.map((rule) => rule.node) },
    empty: alternatives.find((rule) => rule.empty !== undefined)?.empty,
    match(matching, at, trail) {
      let steps: readonly Step<Out<R[number]>>[] = noSteps;
      for (const rule of alternatives) {
        const found = rule.match(matching, at, trail);
        if (found.length > 0) steps = steps.length === 0 ? found : [...steps, ...found];
      }
      return steps;
    },
    print(value, masked) {
      for (const rule of rules) {
        const words = rule.print(value, masked);
        if (words !== undefined) return words;
      }
      return undefined;
    },
  };
}

/** A rule that may be left out; its value is then `undefined`, and in a `seq` its key is absent. */
export function opt<T>(rule: Rule<T>): Rule<T | undefined> {
  return {
    node: { kind: 'optional', of: rule.node, absent: undefined },
    empty: { value: undefined },
    match: (matching, at, trail) => [...rule.match(matching, at, trail), { value: undefined, at, trail }],
    print: (value, masked) => (value === undefined ? [] : rule.print(value, masked)),
  };
}

/** Whether something is written: `true` when it is there, `false` when not. */
export function flag(rule: Rule<unknown>): Rule<boolean> {
  const present = literalOf(rule.node);
  return {
    node: { kind: 'flag', of: rule.node },
    empty: { value: false },
    match: (matching, at, trail) => [
      ...rule.match(matching, at, trail).map((step) => ({ ...step, value: true })),
      { value: false, at, trail },
    ],
    print: (value, masked) =>
      value === true ? rule.print(present, masked) : value === false || value === undefined ? [] : undefined,
  };
}

/** A rule several times over, `min` (default 1) to `max` times. Longer readings are tried first. */
export function many<T>(rule: Rule<T>, { min = 1, max = 64 }: { min?: number; max?: number } = {}): Rule<readonly T[]> {
  return {
    node: { kind: 'many', of: rule.node, min, max },
    empty: min === 0 ? { value: [] } : undefined,
    match(matching, at, trail) {
      const steps: Step<readonly T[]>[] = [];
      const extend = (values: readonly T[], from: number, way: Trail | undefined): void => {
        if (values.length < max)
          for (const step of rule.match(matching, from, way))
            if (step.at > from) extend([...values, step.value], step.at, step.trail);
        if (values.length >= min) steps.push({ value: values, at: from, trail: way });
      };
      extend([], at, trail);
      return steps;
    },
    print(value, masked) {
      if (!Array.isArray(value) || value.length < min || value.length > max) return undefined;
      const words: string[] = [];
      for (const item of value) {
        const printed = rule.print(item, masked);
        if (printed === undefined) return undefined;
        words.push(...printed);
      }
      return words;
    },
  };
}

/** In a choice, `from` may be given values of the other alternatives, whatever their shape. */
function attempt<T>(from: () => T): T | undefined {
  try {
    return from();
  } catch {
    return undefined;
  }
}

/** A rule with other values: `to` makes them, `from` takes them apart again (`undefined` when it isn't one). */
export function map<T, U>(rule: Rule<T>, to: (value: T) => U, from: (value: U) => T | undefined): Rule<U> {
  return {
    // The node's function is only ever given values that the rule itself made.
    node: { kind: 'mapped', of: rule.node, to: to as (value: unknown) => unknown },
    empty: rule.empty === undefined ? undefined : { value: to(rule.empty.value) },
    match: (matching, at, trail) =>
      rule.match(matching, at, trail).map((step) => ({ value: to(step.value), at: step.at, trail: step.trail })),
    print(value, masked) {
      const inner = attempt(() => from(value as U));
      // Nothing may mean "not mine" or the rule's own value for "nothing there".
      if (
        inner === undefined &&
        !(
          rule.empty !== undefined &&
          isDeepStrictEqual(
            attempt(() => to(inner as T)),
            value,
          )
        )
      )
        return undefined;
      return rule.print(inner, masked);
    },
  };
}

/** A keyword (or any rule) that stands for a constant: `as(kw('all', '…'), 0)`. */
export function as<const U extends string | number | boolean | null | undefined, T>(
  rule: Rule<T>,
  constant: U,
): Rule<U> {
  const original = literalOf(rule.node);
  return {
    node: { kind: 'mapped', of: rule.node, to: () => constant },
    empty: rule.empty === undefined ? undefined : { value: constant },
    match: (matching, at, trail) =>
      rule.match(matching, at, trail).map((step) => ({ value: constant, at: step.at, trail: step.trail })),
    print: (value, masked) => (isDeepStrictEqual(value, constant) ? rule.print(original, masked) : undefined),
  };
}

/**
 * Marks an argument as a secret: where a command is shown to others (accounting, logs) it appears as `*`.
 * The running configuration is printed as it is: what must not be readable there is sealed before it gets there.
 */
export function secret<T>(rule: Rule<T>): Rule<T> {
  return {
    node: { kind: 'secret', of: rule.node },
    empty: rule.empty,
    match: (matching, at, trail) =>
      rule.match(matching, at, trail).map((step) => ({ ...step, trail: hide(step.trail, trail) })),
    print: (value, masked) => {
      const words = rule.print(value, masked);
      return masked && words !== undefined && words.length > 0 ? ['*'] : words;
    },
  };
}

/** The links of `trail` after `until`, marked secret. */
function hide(trail: Trail | undefined, until: Trail | undefined): Trail | undefined {
  if (trail === undefined || trail === until) return trail;
  return { ...trail, before: hide(trail.before, until), secret: true };
}
