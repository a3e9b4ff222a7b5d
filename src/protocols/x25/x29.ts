import { err, ok, type Result } from '../../base/result.ts';

/** A parameter of X.3 and its value; or, of an answer about one that can't be had, why. */
export interface Parameter {
  /** 1–127 */
  readonly number: number;
  /** 0–255; with `refused` the error code of X.29 table 3. */
  readonly value: number;
  readonly refused: boolean;
}

/** Error codes of refused parameters (X.29 table 3). */
export const refusals = { unknown: 1, value: 2 } as const;

/** Messages between host and PAD (ITU-T X.29 §4): data packets with the Q bit. */
export type X29Message =
  | { readonly type: 'set' | 'read' | 'set-and-read' | 'indication'; readonly parameters: readonly Parameter[] }
  | { readonly type: 'invitation-to-clear' }
  /** A break was typed; with parameter 8 set to 1 the PAD throws output away until the host sets it back. */
  | { readonly type: 'break'; readonly parameters: readonly Parameter[] }
  /** 0–255 and the octet that it is about. */
  | { readonly type: 'error'; readonly error: number; readonly about: number };

/** The lower four bits of the first octet (X.29 table 1); the upper ones are 0. */
const codes = {
  indication: 0,
  'invitation-to-clear': 1,
  set: 2,
  break: 3,
  read: 4,
  error: 5,
  'set-and-read': 6,
} as const satisfies Record<X29Message['type'], number>;

/** Errors that are told to who sent what isn't a message (X.29 table 4). */
const messageErrors = { short: 0, code: 1, format: 2 } as const;

export function encodeX29(message: X29Message): Uint8Array {
  switch (message.type) {
    case 'invitation-to-clear':
      return Uint8Array.of(codes[message.type]);
    case 'error':
      return Uint8Array.of(codes.error, message.error, message.about);
    case 'set':
    case 'read':
    case 'set-and-read':
    case 'indication':
    case 'break':
      return Uint8Array.from([
        codes[message.type],
        ...message.parameters.flatMap(({ number, value, refused }) => [number | (refused ? 0x80 : 0), value]),
      ]);
  }
}

/** Reads a message; the error is what to answer (one of {@link messageErrors}). */
export function decodeX29(bytes: Uint8Array): Result<X29Message, number> {
  const [code, ...rest] = bytes;
  if (code === undefined) return err(messageErrors.short);
  switch (code) {
    case codes['invitation-to-clear']:
      return ok({ type: 'invitation-to-clear' });
    case codes.error:
      return rest[0] === undefined
        ? err(messageErrors.format)
        : ok({ type: 'error', error: rest[0], about: rest[1] ?? 0 });
    case codes.set:
      return parameters('set', rest);
    case codes.read:
      return parameters('read', rest);
    case codes['set-and-read']:
      return parameters('set-and-read', rest);
    case codes.indication:
      return parameters('indication', rest);
    case codes.break:
      return parameters('break', rest);
    default:
      return err(messageErrors.code);
  }
}

function parameters(
  type: Extract<X29Message, { parameters: unknown }>['type'],
  octets: readonly number[],
): Result<X29Message, number> {
  if (octets.length % 2 !== 0) return err(messageErrors.format);
  const found: Parameter[] = [];
  for (let at = 0; at < octets.length; at += 2) {
    const [first = 0, value = 0] = octets.slice(at, at + 2);
    found.push({ number: first & 0x7f, value, refused: first >= 0x80 });
  }
  return ok({ type, parameters: found });
}
