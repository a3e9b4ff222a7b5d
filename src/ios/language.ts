import type { Command, ConfigDeclaration, ConfigMode, Declaration, ExecMode } from './declarations.ts';

/** A kept line as it stands in the configuration. */
export interface KeptLine {
  /** Canonical header lines of the sections around it, outermost first. */
  readonly path: readonly string[];
  /** Which declaration keeps it: the leading keywords of its syntax; empty for a line that nobody declared. */
  readonly key: string;
  /** The line, keywords in full. */
  readonly text: string;
}

/** Everything that can be typed, made by {@link language}. */
export interface Language<C, E, S> {
  readonly exec: ExecMode<S>;
  readonly global: ConfigMode<C, undefined, E>;
  readonly declarations: readonly Declaration<C, E, S>[];
  readonly kept: KeptLens<C>;
}

/** Where the configuration keeps the lines that are kept. */
export interface KeptLens<C> {
  get(config: C): readonly KeptLine[];
  set(config: C, kept: readonly KeptLine[]): C;
}

/** Puts declarations together. Their order is the order of the running configuration. */
export function language<C, E, S>(options: {
  readonly exec: ExecMode<S>;
  readonly global: ConfigMode<C, undefined, E>;
  readonly declarations: readonly Declaration<NoInfer<C>, NoInfer<E>, NoInfer<S>>[];
  readonly kept: KeptLens<NoInfer<C>>;
}): Language<C, E, S> {
  return options;
}

export type { Command, ConfigDeclaration };
