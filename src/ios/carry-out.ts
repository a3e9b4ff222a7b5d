import { type ConfigDeclaration, Noted, Refusal, type Section } from './declared.ts';
import { forgetBelow, keep, keyOf, negate } from './kept-lines.ts';
import type { KeptLens, Language } from './language.ts';
import type { ConfigMode } from './modes.ts';
import type { Reading } from './reading.ts';

/** A configuration mode that somebody is in. */
export interface Frame<C, E> {
  readonly mode: ConfigMode<C, unknown, E>;
  readonly context: unknown;
  /** Canonical header lines that led here. */
  readonly path: readonly string[];
}

export type Carried<C, E> =
  | {
      readonly ok: true;
      readonly config: C;
      /** Entered, when the line was a section's. */
      readonly entered: Frame<C, E> | undefined;
      readonly note: string | undefined;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** Canonical text of what was read, with `no` or `default`. */
export const textOf = (reading: Reading<unknown>): string => reading.trail?.path.slice(1) ?? '';

/** Carries a configuration line out: pure, the new configuration is in the result. */
export function carryOut<C, E>(
  language: Language<C, E, unknown>,
  reading: Reading<ConfigDeclaration<C, E>>,
  frame: Frame<C, E>,
  config: C,
  env: E,
): Carried<C, E> {
  const { declaration, negated, value } = reading;
  if (declaration.kind === 'kept') {
    const { kept } = language;
    const lines = kept.get(config);
    if (negated !== undefined) {
      const text = textOf(reading).slice(negated.length + 1);
      return carried(changed(kept, config, negate(lines, declaration, negated, frame.path, text)));
    }
    const sealed = declaration.seal?.(value, env);
    if (sealed instanceof Refusal) return { ok: false, refusal: sealed };
    const text = sealed === undefined ? textOf(reading) : (declaration.syntax.print(sealed, false)?.join(' ') ?? '');
    const line = { path: frame.path, key: keyOf(declaration), text };
    const next = changed(kept, config, keep(lines, line, declaration.single));
    const { into } = declaration;
    return carried(next, into && { mode: into, context: undefined, path: [...frame.path, text] });
  }
  if (negated !== undefined) {
    const change = negated === 'no' ? declaration.unset : declaration.reset;
    const outcome = settle<C, E>(change.call(declaration, config, value, frame.context, env));
    if (!outcome.ok || declaration.kind !== 'section') return outcome;
    return { ...outcome, config: forgetSections(language, declaration, frame, config, outcome.config) };
  }
  if (declaration.kind === 'setting') return settle(declaration.set(config, value, frame.context, env));
  const opened = declaration.open(config, value, frame.context, env);
  if (opened instanceof Refusal) return { ok: false, refusal: opened };
  const header = declaration.syntax.print(value, false)?.join(' ') ?? textOf(reading);
  return carried(opened.config, { mode: declaration.into, context: opened.context, path: [...frame.path, header] });
}

const carried = <C, E>(config: C, entered?: Frame<C, E>): Carried<C, E> => ({
  ok: true,
  config,
  entered,
  note: undefined,
});

function settle<C, E>(outcome: C | Refusal | Noted<C>): Carried<C, E> {
  if (outcome instanceof Refusal) return { ok: false, refusal: outcome };
  if (outcome instanceof Noted)
    return { ok: true, config: outcome.configuration, entered: undefined, note: outcome.text };
  return carried(outcome);
}

/** Kept lines of sections that `no` has just removed go with them. */
function forgetSections<C, E>(
  { kept }: Language<C, E, unknown>,
  declaration: Section<C, E>,
  frame: Frame<C, E>,
  before: C,
  after: C,
): C {
  const lines = kept.get(after);
  if (!lines.some((line) => line.path.length > frame.path.length)) return after;
  const headers = (config: C): Set<string | undefined> =>
    new Set(
      [...declaration.get(config, frame.context)].map(({ value }) => declaration.syntax.print(value, false)?.join(' ')),
    );
  const left = headers(after);
  let next = lines;
  for (const header of headers(before))
    if (header !== undefined && !left.has(header)) next = forgetBelow(next, [...frame.path, header]);
  return changed(kept, after, next);
}

/** The configuration with these kept lines; the very same one when nothing changed. */
export const changed = <C>(lens: KeptLens<C>, config: C, lines: ReturnType<KeptLens<C>['get']>): C =>
  lines === lens.get(config) ? config : lens.set(config, lines);
