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

  /** Takes as long for unknown users and users without password as for a wrong type 9 secret. */
  async verify(name: string, password: string, match: 'exact' | 'any-case'): Promise<LocalVerdict> {
    const user = this.find(name, match);
    const right = await this.check(user?.password, password);
    if (user === undefined) return { verdict: 'unknown-user' };
    return right ? { verdict: 'right', user } : { verdict: 'wrong' };
  }

  /** Whether `clear` is the password; one that is not configured is never right, but takes its time. */
  async check(password: PasswordRecord | undefined, clear: string): Promise<boolean> {
    const right = await verifyPassword(password ?? dummyHash, clear, this.#vault);
    return right && password !== undefined;
  }
}
