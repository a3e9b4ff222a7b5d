/**
 * A configuration mode: the configuration's type `C`, the mode's own context `X` (which server, which line…), and the
 * services `E` that configuration commands may need (sealing a secret, say).
 */
export interface ConfigMode<out C, out X, out E> {
  readonly kind: 'config';
  /** Unique; names the mode in the manual and for {@link Shell.configure}. */
  readonly id: string;
  /** What stands in the brackets of `router(config-line)#`. */
  readonly prompt: string;
  /** Heading in the manual. */
  readonly title: string;
  readonly parent: ConfigMode<C, unknown, E> | undefined;
  /** A line that the running configuration ends the mode's section with; for modes whose lines could be anything. */
  readonly closing: string | undefined;
  /** Whether lines that are not the mode's own are tried in the parent mode; false for modes that take text. */
  readonly fallsBack: boolean;
  /** Whether any indented line that no declaration knows is kept as it is (see {@link keptSection}). */
  readonly keepsAnything: boolean;
  /** Of those the lines that are refused all the same: passing them over would do harm. */
  readonly neverKept: RegExp | undefined;
  /** Never set; carries the types. */
  readonly types?: { readonly configuration: C; readonly context: X; readonly environment: E };
}

/** The mode of exec commands; `S` is what they work with: the services and the state of one session. */
export interface ExecMode<out S> {
  readonly kind: 'exec';
  readonly id: string;
  readonly title: string;
  readonly types?: { readonly session: S };
}

/** Declares a configuration mode. Without `parent` it is the global one. */
export function mode<C, X = undefined, E = unknown>(options: {
  readonly id: string;
  readonly prompt: string;
  readonly title: string;
  readonly parent?: ConfigMode<C, unknown, E>;
  readonly closing?: string;
  readonly fallsBack?: boolean;
  readonly keepsAnything?: boolean;
  readonly neverKept?: RegExp;
}): ConfigMode<C, X, E> {
  return {
    kind: 'config',
    id: options.id,
    prompt: options.prompt,
    title: options.title,
    parent: options.parent,
    closing: options.closing,
    fallsBack: options.fallsBack ?? true,
    keepsAnything: options.keepsAnything ?? false,
    neverKept: options.neverKept,
  };
}

/** Declares the mode of exec commands. */
export function execMode<S>(options: { readonly id?: string; readonly title?: string } = {}): ExecMode<S> {
  return { kind: 'exec', id: options.id ?? 'exec', title: options.title ?? 'Exec commands' };
}
