import { someNode } from './node.ts';
import type { Rule } from './rule.ts';
import type { SequenceRule } from './sequence.ts';

/** The `no` form of a line: all of it, or any beginning that has the fields `needs`. */
export function shorten(syntax: Rule<unknown>, needs: readonly PropertyKey[] | undefined): Rule<unknown> {
  if (needs === undefined) return syntax;
  if (isSequence(syntax)) return syntax.shortened(needs.map(String));
  if (needs.length === 0) return syntax;
  throw new Error('noNeeds names fields, so the syntax must be a seq({ … })');
}

const isSequence = (rule: Rule<unknown>): rule is SequenceRule<unknown> => 'shortened' in rule;

/** Whether a line has anything but keywords. */
export const hasArguments = (rule: Rule<unknown>): boolean => someNode(rule.node, (node) => node.kind === 'argument');

/**
 * A `no` form of its own that takes the whole line too, so that `no` before a line of the running configuration always works: what
 * follows the form is then checked and ignored.
 */
export function orWholeLine<N>(form: Rule<N>, line: Rule<unknown>): Rule<N> {
  return {
    ...form,
    match(matching, at, trail) {
      const steps = form.match(matching, at, trail);
      if (steps.length === 0) return steps;
      const longest = steps.reduce((best, step) => (step.at > best.at ? step : best));
      const whole = line.match(matching, at, trail).filter((step) => step.at > longest.at);
      return [...steps, ...whole.map((step) => ({ ...step, value: longest.value }))];
    },
  };
}
