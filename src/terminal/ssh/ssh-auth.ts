import ssh2, {
  type AuthContext,
  type AuthenticationType,
  type KeyboardAuthContext,
  type PublicKeyAuthContext,
} from 'ssh2';
import type { Dialogue, PortContext, Profile } from '../../aaa/index.ts';
import type { Seat } from '../lines/line-table.ts';
import type { Reception } from '../reception.ts';
import { describe } from '../session/line-rules.ts';
import type { Identity } from '../session/login.ts';
import { Turns } from '../session/turns.ts';

/** Default of `ip ssh authentication-retries`. */
const defaultRetries = 3;

export interface SshAuthDeps {
  readonly reception: Reception;
  readonly seat: Seat;
  readonly context: PortContext;
  /** A login was refused, for the books. */
  readonly failed: (user: string | undefined) => void;
  /** Too many were refused: the connection is to be closed. */
  readonly exhausted: () => void;
}

/** Authenticates one SSH connection: passwords and dialogues by AAA, public keys by the configuration. */
export class SshAuth {
  readonly #deps: SshAuthDeps;
  readonly #turns = new Turns();
  #refused = 0;
  #identity: Identity | undefined;
  #user: string | undefined;

  constructor(deps: SshAuthDeps) {
    this.#deps = deps;
  }

  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** The user name that was tried last. */
  get user(): string | undefined {
    return this.#user;
  }

  /** Answers one request; a client that doesn't wait for the answer has its next one wait. */
  handle(ctx: AuthContext): Promise<void> {
    return this.#turns.take(() => this.#handle(ctx));
  }

  async #handle(ctx: AuthContext): Promise<void> {
    if (this.#identity !== undefined) return;
    this.#user = ctx.username;
    let outcome: 'accepted' | 'refused' | 'not-tried' = 'not-tried';
    try {
      if (ctx.method === 'publickey') outcome = this.#publicKey(ctx);
      else if (ctx.method === 'password') outcome = await this.#login(ctx.username, answerOnce(ctx.password));
      else if (ctx.method === 'keyboard-interactive') outcome = await this.#login(ctx.username, dialogueOver(ctx));
    } catch (error) {
      this.#deps.reception.deps.log.message('SSH', 3, 'AUTH_FAULT', describe(error));
      outcome = 'refused';
    }
    if (outcome === 'accepted') {
      ctx.accept();
      return;
    }
    ctx.reject(this.#methods());
    if (outcome === 'refused') this.#refused += 1;
    const allowed = Math.max(1, this.#deps.reception.config().ssh.authenticationRetries ?? defaultRetries);
    if (this.#refused >= allowed) this.#deps.exhausted();
  }

  #methods(): AuthenticationType[] {
    const keys = this.#deps.reception.config().ssh.publicKeys.length > 0;
    return keys ? ['publickey', 'keyboard-interactive', 'password'] : ['keyboard-interactive', 'password'];
  }

  async #login(user: string, dialogue: Dialogue): Promise<'accepted' | 'refused'> {
    const { reception, seat, context, failed } = this.#deps;
    await reception.deps.accounting.admitted;
    const outcome = await reception.deps.aaa.login({
      list: seat.config.loginAuthentication ?? 'default',
      context,
      dialogue,
      user,
      attempts: 1,
      onFailure: (who) => failed(who ?? user),
    });
    if (outcome.outcome !== 'accepted') return 'refused';
    this.#identity = { user: outcome.user ?? user, profile: outcome.profile };
    return 'accepted';
  }

  /** RFC 4252 §7: without a signature the client only asks whether the key would do. */
  #publicKey(ctx: PublicKeyAuthContext): 'accepted' | 'refused' | 'not-tried' {
    const { reception, failed } = this.#deps;
    const known = reception
      .config()
      .ssh.publicKeys.filter((entry) => entry.user === ctx.username)
      .flatMap((entry) => entry.keys)
      .map((text) => ssh2.utils.parseKey(text))
      .find((key) => !(key instanceof Error) && key.getPublicSSH().equals(ctx.key.data));
    if (known === undefined || known instanceof Error) return 'not-tried';
    if (ctx.signature === undefined || ctx.blob === undefined) return 'accepted';
    if (known.verify(ctx.blob, ctx.signature, ctx.hashAlgo) !== true) {
      failed(ctx.username);
      return 'refused';
    }
    this.#identity = { user: ctx.username, profile: this.#profileOf(ctx.username) };
    return 'accepted';
  }

  /** What the configuration says of a user who was not authenticated by AAA. */
  #profileOf(user: string): Profile {
    const { privilege, autocommand, accessClass } = this.#deps.reception.deps.localUser?.(user) ?? {};
    return {
      ...{ authentic: 'local', method: 'local', classes: [] },
      ...(privilege === undefined ? {} : { privilege }),
      ...(autocommand === undefined ? {} : { autocommand }),
      ...(accessClass === undefined ? {} : { accessClass }),
    };
  }
}

/** The dialogue of the method `password`: the first question gets it, and there is no second. */
function answerOnce(password: string): Dialogue {
  let asked = false;
  return {
    ask: () => {
      const answer = asked ? undefined : password;
      asked = true;
      return Promise.resolve(answer);
    },
  };
}

/** The dialogue of keyboard-interactive (RFC 4256): every question goes to the user's client as it is. */
function dialogueOver(ctx: KeyboardAuthContext): Dialogue {
  const gone = new Promise<undefined>((resolve) => ctx.on('abort', () => resolve(undefined)));
  let told = '';
  return {
    ask: (prompt, { echo }) => {
      const instructions = told;
      told = '';
      const answer = new Promise<string | undefined>((resolve) => {
        ctx.prompt([{ prompt, echo }], '', instructions, (responses) => resolve(responses[0]));
      });
      return Promise.race([answer, gone]);
    },
    tell: (text) => {
      told += text.endsWith('\n') ? text : `${text}\n`;
    },
  };
}
