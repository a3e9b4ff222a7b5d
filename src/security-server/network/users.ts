import type { SecretVault } from '../../aaa/index.ts';
import { ephemeralVault, type PasswordRecord, verifyPassword } from '../../aaa/index.ts';
import type { Random } from '../../base/random.ts';
import type { SecurityServerConfig, ServerPassword, ServerUser } from '../config.ts';

/** The configured users and enable passwords: who they are, and whether a password is theirs. */
export class Users {
  readonly #byName: ReadonlyMap<string, ServerUser>;
  readonly #enable: ReadonlyMap<number, ServerPassword>;
  readonly #vault: SecretVault;

  constructor(config: Pick<SecurityServerConfig, 'users' | 'enable'>, random: Random) {
    this.#byName = new Map(config.users.map((user) => [user.name, user]));
    this.#enable = new Map(config.enable.map(({ level, password }) => [level, password]));
    this.#vault = ephemeralVault(random);
  }

  find(name: string): ServerUser | undefined {
    return this.#byName.get(name);
  }

  /** The password of `enable LEVEL`. */
  enable(level: number): ServerPassword | undefined {
    return this.#enable.get(level);
  }

  /** Whether `clear` is the password; nobody has an undefined one. */
  verify(password: ServerPassword | undefined, clear: string): Promise<boolean> {
    if (password === undefined) return Promise.resolve(false);
    const record: PasswordRecord =
      password.kind === 'clear'
        ? { keyword: 'password', type: 0, text: password.text }
        : { keyword: 'secret', type: password.type, text: password.text };
    return verifyPassword(record, clear, this.#vault);
  }
}

/** CHAP needs the password itself; `undefined` when only its hash is kept. */
export const readable = (password: ServerPassword | undefined): string | undefined =>
  password?.kind === 'clear' ? password.text : undefined;

/** The level in `$enab15$`, the user name under which IOS asks a RADIUS server for an enable password. */
export function enableLevel(name: string): number | undefined {
  const level = /^\$enab(\d{1,2})\$$/.exec(name)?.[1];
  return level === undefined || Number(level) > 15 ? undefined : Number(level);
}
