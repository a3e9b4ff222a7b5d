import type { LoadedLine } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import type { Finding } from './finding.ts';
import { isList, listRules, replacedList } from './lists.ts';
import { adviseOnRefused } from './refused-line.ts';
import { serverRules } from './servers.ts';
import { tunnelSettingRules } from './tunnel-settings.ts';
import { tunnelRules } from './tunnels.ts';

/** A line that was carried out, and the configuration after it. */
export interface Step extends LoadedLine {
  readonly config: Configuration;
}

export interface Advice extends LoadedLine {
  readonly advice: string;
}

/**
 * What is the matter with a configuration that loads, in the order of its lines: each with the line that brought it.
 * @param initial the configuration before the first line
 */
export function adviseOn(initial: Configuration, steps: readonly Step[]): readonly Advice[] {
  const last = steps.at(-1)?.config ?? initial;
  const findings = [...serverRules, ...listRules, ...tunnelRules, ...tunnelSettingRules].flatMap((rule) => rule(last));
  const placed = findings.flatMap((finding) => place(finding, initial, steps)).sort((a, b) => a.line - b.line);
  const once = new Set(findings.flatMap(({ once: only, text }) => (only === true ? [text] : [])));
  const first = placed.filter(
    (one, at) => !once.has(one.advice) || placed.findIndex(({ advice }) => advice === one.advice) === at,
  );
  return [...first, ...replacements(initial, steps)].sort((a, b) => a.line - b.line);
}

/** The line that brought what a finding is about: the last one before which it was not there. */
function place({ present, text: advice }: Finding, initial: Configuration, steps: readonly Step[]): readonly Advice[] {
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at];
    const before = steps[at - 1]?.config ?? initial;
    if (step !== undefined && present(step.config) && !present(before))
      return [{ line: step.line, text: step.text, advice }];
  }
  return [];
}

function replacements(initial: Configuration, steps: readonly Step[]): readonly Advice[] {
  return steps.flatMap((step, at): readonly Advice[] => {
    const list = replacedList(steps[at - 1]?.config ?? initial, step.config);
    if (list === undefined) return [];
    const first = steps.find(({ config }) => isList(list)(config));
    const advice = `It takes the place of line ${first?.line ?? 0}: a list has one action. Both at once cannot be had.`;
    return [{ line: step.line, text: step.text, advice }];
  });
}

/** What may help with each refused line, by its number. @param text the whole file */
export function adviseOnAllRefused(
  text: string,
  refused: readonly (LoadedLine & { readonly reason: string })[],
): ReadonlyMap<number, string> {
  const lines = text.split(/\r?\n/);
  const advice = new Map<number, string>();
  /** Lines of a broken comment. */
  const comments = new Set<number>();
  for (const { line, text: own } of refused) {
    const above = lines.slice(0, line - 1).findLastIndex((one) => one.trim() !== '');
    const before = above < 0 ? undefined : lines[above];
    const reason = refused.find((one) => one.line === above + 1)?.reason;
    const comment = before?.trim().startsWith('!') === true || comments.has(above + 1);
    if (comment) comments.add(line);
    const broken = comment ? 'comment' : reason === '% Incomplete command.' ? 'incomplete' : undefined;
    const found = adviseOnRefused(own, before, broken);
    if (found !== undefined) advice.set(line, found);
  }
  return advice;
}
