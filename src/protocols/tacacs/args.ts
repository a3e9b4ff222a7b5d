/** An argument of authorization and accounting taken apart (RFC 8907 §6.1). */
export interface Argument {
  readonly name: string;
  readonly value: string;
  /** `name=value`: the receiver must understand it. `name*value`: it may ignore it. */
  readonly mandatory: boolean;
}

/** `name=value` */
export const mandatory = (name: string, value: string | number | bigint): string => `${name}=${value}`;

/** `name*value` */
export const optional = (name: string, value: string | number | bigint): string => `${name}*${value}`;

/** Takes an argument apart at its first `=` or `*`; `undefined` when it has neither or no name (§6.1). */
export function parseArgument(argument: string): Argument | undefined {
  const at = argument.search(/[=*]/);
  if (at <= 0) return undefined;
  return { name: argument.slice(0, at), value: argument.slice(at + 1), mandatory: argument[at] === '=' };
}

/** The value of the first argument of that name, mandatory or optional. */
export function argumentValue(args: readonly string[], name: string): string | undefined {
  for (const argument of args) {
    if (!argument.startsWith(name)) continue;
    const separator = argument[name.length];
    if (separator === '=' || separator === '*') return argument.slice(name.length + 1);
  }
  return undefined;
}

/** The longest prefix of `text` that takes at most `limit` bytes of UTF-8 and splits no character. */
export function fitText(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  let end = limit;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

/**
 * An argument as the wire can carry it, at most 255 bytes: the value is cut between characters. A cut `cmd=show … <cr>`
 * so loses its ` <cr>`, which is how a reader sees that the line was longer.
 */
export const fitArgument = (argument: string): string => fitText(argument, 255);
