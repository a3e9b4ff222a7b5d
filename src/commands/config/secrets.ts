import type { PasswordRecord, SealedSecret } from '../../aaa/config.ts';
import { isHashText } from '../../aaa/index.ts';
import { decodeType7, encodeType7 } from '../../aaa/secrets/type7.ts';
import { as, choice, kw, LINE, Refusal, type Rule, refuse, secret, seq, WORD } from '../../ios/index.ts';
import type { ConfigServices } from './modes.ts';

/** A secret as it is typed: in clear, sealed (6) or encoded (7). */
export type TypedSecret = { readonly clear: string } | { readonly type: 6 | 7; readonly text: string };
/** A password hash as it is typed: in clear, or the hash with its type. */
export type TypedHash = { readonly clear: string } | { readonly type: 5 | 8 | 9; readonly text: string };

/** The rest of the line in clear; a digit alone at its start is a type, not a secret. */
function clearText(help: string): Rule<string> {
  const line = LINE(help);
  const isType = (word: string | undefined): boolean => word !== undefined && /^\d$/.test(word);
  return {
    ...line,
    match(matching, at, trail) {
      if (!isType(matching.words[at]?.text)) return line.match(matching, at, trail);
      matching.fail(at, 0, trail);
      return [];
    },
    print: (value, masked) =>
      typeof value === 'string' && isType(value.split(/\s/)[0]) ? undefined : line.print(value, masked),
  };
}

const sampleText = (random: () => number): string => `z${Math.floor(random() * 1e9).toString(36)}`;
const typed = <const T extends number>(type: T, help: string, sample: (random: () => number) => string) =>
  seq({
    type: as(kw(String(type), help), type),
    text: secret(WORD('The text, as a configuration file has it', { max: 1000, sample })),
  });
const zero = seq({ _type: kw('0', 'A clear text follows'), clear: secret(LINE('The clear text')) });
const bare = seq({ clear: secret(clearText('The clear text')) });
const sealedType = typed(6, 'A text sealed by this box follows', sampleText);
const encodedType = typed(7, 'An encoded (reversible) text follows', (random) =>
  encodeType7(sampleText(random), Math.floor(random() * 16)),
);

/** `[0|6|7] TEXT`, at the end of a line. */
export const secretArgument: Rule<TypedSecret> = choice(sealedType, encodedType, zero, bare);

/** `[0|6|7] WORD`, where the line goes on behind it. */
export const secretWord: Rule<TypedSecret> = choice(
  sealedType,
  encodedType,
  seq({ _type: kw('0', 'A clear text follows'), clear: secret(WORD('The clear text')) }),
  seq({ clear: secret(WORD('The clear text', { pattern: /^(?!\d$)/ })) }),
);

const hashSample = (type: 5 | 8 | 9) => (random: () => number) => {
  const of = (length: number): string =>
    Array.from({ length }, () => 'abcdefghijABCDEFGHIJ./01'.charAt(Math.floor(random() * 24))).join('');
  return type === 5 ? `$1$${of(4)}$${of(22)}` : `$${type}$${of(14)}$${of(43)}`;
};
/** `[0|5|8|9] TEXT`, at the end of a line. */
export const hashArgument: Rule<TypedHash> = choice(
  typed(5, 'An MD5 hash follows', hashSample(5)),
  typed(8, 'A PBKDF2 hash follows', hashSample(8)),
  typed(9, 'A scrypt hash follows', hashSample(9)),
  zero,
  bare,
);

/** `password [0|6|7] TEXT` or `secret [0|5|8|9] TEXT`. */
export const passwordOrSecret = choice(
  seq({ keyword: kw('secret', 'A password that is kept as a hash'), $given: hashArgument }),
  seq({ keyword: kw('password', 'A password that can be read back (CHAP needs that)'), $given: secretArgument }),
);

/** What is kept of a typed secret: clear text is sealed. */
export function sealSecret(given: TypedSecret, env: ConfigServices): SealedSecret | Refusal {
  if ('clear' in given) return env.vault.seal(given.clear);
  if (given.type === 7 && !decodeType7(given.text).ok) return refuse(`Invalid encrypted keyword: ${given.text}`);
  return { type: given.type, text: given.text };
}

/** What is kept of a typed readable password. */
export function sealPassword(given: TypedSecret, env: ConfigServices): PasswordRecord | Refusal {
  const kept = sealSecret(given, env);
  return kept instanceof Refusal ? refuse('Invalid encrypted password') : { keyword: 'password', ...kept };
}

/** What is kept of a typed secret password: clear text becomes a type 9 hash. */
export function hashPassword(given: TypedHash, env: ConfigServices): PasswordRecord | Refusal {
  if ('clear' in given) return env.hashSecret(given.clear);
  if (!isHashText(given.text, given.type))
    return refuse(
      'ERROR: The secret you entered is not a valid encrypted secret.\n' +
        `To enter an UNENCRYPTED secret, do not specify type ${given.type} encryption.`,
    );
  return { keyword: 'secret', type: given.type, text: given.text };
}

/** A readable password as {@link secretArgument} writes it; `undefined` for a hash. */
export function writtenSecret({ type, text }: PasswordRecord): TypedSecret | undefined {
  if (type === 0) return { clear: text };
  return type === 6 || type === 7 ? { type, text } : undefined;
}

/** A hash as {@link hashArgument} writes it; `undefined` for a readable password. */
export function writtenHash({ type, text }: PasswordRecord): TypedHash | undefined {
  return type === 5 || type === 8 || type === 9 ? { type, text } : undefined;
}

/** A password as {@link passwordOrSecret} writes it. */
export function writtenPassword({ type, text }: PasswordRecord) {
  switch (type) {
    case 0:
      return { keyword: 'password', clear: text } as const;
    case 6:
    case 7:
      return { keyword: 'password', type, text } as const;
    case 5:
    case 8:
    case 9:
      return { keyword: 'secret', type, text } as const;
  }
}
