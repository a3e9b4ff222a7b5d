import type { Result } from '../../base/result.ts';
import type { PasswordRecord, SealedSecret } from '../config.ts';

export type VaultError =
  | { readonly kind: 'unreadable'; readonly path: string; readonly detail: string }
  | { readonly kind: 'wrong-permissions'; readonly path: string; readonly mode: number }
  | { readonly kind: 'wrong-owner'; readonly path: string; readonly uid: number }
  | { readonly kind: 'wrong-length'; readonly path: string; readonly length: number };

export type SecretError =
  | { readonly kind: 'bad-type-6' | 'bad-type-7'; readonly detail: string }
  /** Sealed under another master key, or damaged. */
  | { readonly kind: 'wrong-master-key' };

/** Seals and opens the secrets of the configuration (server keys, readable passwords). */
export interface SecretVault {
  /** Type 6: sealed under the master key. Two seals of the same text differ. */
  seal(clear: string): SealedSecret;
  /** The clear text; for use on the wire only, never for printing. */
  open(secret: SealedSecret): Result<string, SecretError>;
  /** A readable password (types 0, 6, 7) in clear; `undefined` for a hash. */
  reveal(password: PasswordRecord): string | undefined;
}
