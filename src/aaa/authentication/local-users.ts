import type { LocalUser, PasswordRecord } from '../config.ts';
import { dummyHash, verifyPassword } from '../secrets/password.ts';
import type { SecretVault } from '../secrets/vault.ts';

export type LocalVerdict =
  | { readonly verdict: 'right'; readonly user: LocalUser }
  | { readonly verdict: 'wrong' }
  | { readonly verdict: 'unknown-user' };

/** The `username` lines of a configuration. */
export class LocalUsers {
  readonly #users: readonly LocalUser[];
  readonly #vault: SecretVault;

  constructor(users: readonly LocalUser[], vault: SecretVault) {
    this.#users = users;
    this.#vault = vault;
  }

  /** By name: exactly (`local-case`), or also in another case (`local`), then preferring the exact one. */
  find(name: string, match: 'exact' | 'any-case'): LocalUser | undefined {
    const exact = this.#users.find((user) => user.name === name);
    if (exact !== undefined || match === 'exact') return exact;
    const folded = name.toLowerCase();
    return this.#users.find((user) => user.name.toLowerCase() === folded);
  }

  /** Takes as long for unknown users and users without password as for a wrong secret. */
  async verify(name: string, password: string, match: 'exact' | 'any-case'): Promise<LocalVerdict> {
    const user = this.find(name, match);
    const right = await this.check(user?.password, password);
    if (user === undefined) return { verdict: 'unknown-user' };
    return right ? { verdict: 'right', user } : { verdict: 'wrong' };
  }

  /** The password in clear, where it is kept so (CHAP needs that). */
  clearText({ password }: LocalUser): string | undefined {
    return password === undefined ? undefined : this.#vault.reveal(password);
  }

  /**
   * Whether `clear` is the password; one that is not configured is never right. Readable passwords and missing ones cost
   * as much as a hash, so that time tells nothing about who exists.
   */
  async check(password: PasswordRecord | undefined, clear: string): Promise<boolean> {
    const hashed = password !== undefined && [5, 8, 9].includes(password.type);
    if (!hashed) await verifyPassword(dummyHash, clear, this.#vault);
    return password !== undefined && (await verifyPassword(password, clear, this.#vault));
  }
}
