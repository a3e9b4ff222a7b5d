import type { Declaration } from './declared.ts';
import { type ConfigTable, configTable, type ExecTable, execTable } from './mode-table.ts';
import type { ConfigMode, ExecMode } from './modes.ts';

/** A kept line as it stands in the configuration. */
export interface KeptLine {
  /** Canonical header lines of the sections around it, outermost first. */
  readonly path: readonly string[];
  /** Which declaration keeps it: the leading keywords of its syntax; empty for a line that nobody declared. */
  readonly key: string;
  /** The line, keywords in full. */
  readonly text: string;
}

/** Where the configuration keeps the lines that are kept. */
export interface KeptLens<C> {
  get(config: C): readonly KeptLine[];
  set(config: C, kept: readonly KeptLine[]): C;
}

/** Everything that can be typed, made by {@link language}. */
export interface Language<C, E, S> {
  readonly exec: ExecTable<S>;
  readonly global: ConfigMode<C, undefined, E>;
  readonly declarations: readonly Declaration<C, E, S>[];
  readonly kept: KeptLens<C>;
  /** All configuration modes by id, the global one first. */
  readonly modes: ReadonlyMap<string, ConfigTable<C, E>>;
}

/** Puts declarations together. Their order is the order of the running configuration. */
export function language<C, E, S>(options: {
  readonly exec: ExecMode<S>;
  readonly global: ConfigMode<C, undefined, E>;
  readonly declarations: readonly Declaration<NoInfer<C>, NoInfer<E>, NoInfer<S>>[];
  readonly kept: KeptLens<NoInfer<C>>;
}): Language<C, E, S> {
  const { exec, global, declarations, kept } = options;
  const modes = new Map<string, ConfigMode<C, unknown, E>>();
  const enter = (mode: ConfigMode<C, unknown, E> | undefined): void => {
    if (mode === undefined) return;
    const known = modes.get(mode.id);
    if (known !== undefined && known !== mode) throw new Error(`two modes are called ${mode.id}`);
    modes.set(mode.id, mode);
  };
  enter(global);
  for (const declaration of declarations) {
    if (declaration.kind === 'command') continue;
    enter(declaration.mode);
    if (declaration.kind !== 'setting') enter(declaration.into);
  }
  return {
    exec: execTable(exec, declarations),
    global,
    declarations,
    kept,
    modes: new Map([...modes].map(([id, mode]) => [id, configTable(mode, declarations)])),
  };
}

/** The table of a mode that is part of the language. */
export function tableOf<C, E>(language: Language<C, E, unknown>, mode: ConfigMode<C, unknown, E>): ConfigTable<C, E> {
  const table = language.modes.get(mode.id);
  if (table === undefined) throw new Error(`mode ${mode.id} has no commands in this language`);
  return table;
}
