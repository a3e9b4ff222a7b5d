import type { Socket } from 'node:net';
import type { Connection, ServerChannel, Session as SshSession } from 'ssh2';
import type { Seat } from '../lines/line-table.ts';
import { registerCaller } from '../pre-login.ts';
import type { Reception } from '../reception.ts';
import { BatchFront } from '../session/batch-front.ts';
import type { Front } from '../session/front.ts';
import { describe } from '../session/line-rules.ts';
import { type StreamLink, streamLink, type WindowSize } from '../session/link.ts';
import { portContext } from '../session/login.ts';
import { TtyFront } from '../session/tty-front.ts';
import { execChannel } from './exec-channel.ts';
import { SshAuth } from './ssh-auth.ts';

/** Default of `ip ssh time-out`, in seconds. */
const defaultTimeout = 120;
/** Milliseconds that a client has to close its side after the session. */
const lingering = 60_000;

/** One SSH connection: a caller on a line, who authenticates and then gets one session. */
export class SshConnection {
  readonly #reception: Reception;
  readonly #socket: Socket;
  readonly #seat: Seat;
  readonly #address: string;
  readonly #arrived: number;
  readonly #uniqueId: number;
  readonly #auth: SshAuth;
  readonly #checkOut: (keepSeat: boolean) => void;
  readonly #impatience: { cancel(): void };
  readonly #onSettled: () => void;
  #waiting = true;
  #client: Connection | undefined;
  #link: StreamLink | undefined;

  /** @param onSettled called once, when the caller has a session or has gone */
  constructor(reception: Reception, socket: Socket, seat: Seat, address: string, onSettled: () => void) {
    const { clock } = reception.deps;
    this.#reception = reception;
    this.#socket = socket;
    this.#seat = seat;
    this.#address = address;
    this.#onSettled = onSettled;
    this.#arrived = clock.now();
    this.#uniqueId = reception.uniqueId();
    this.#auth = new SshAuth({
      reception,
      seat,
      context: portContext(seat, address, this.#uniqueId),
      failed: (user) => this.#failed(user),
      exhausted: () => this.#hangUp(),
    });
    this.#checkOut = registerCaller(reception, seat, {
      address,
      arrived: this.#arrived,
      user: () => this.#auth.user,
      hangUp: () => this.#hangUp(),
    });
    const patience = (reception.config().ssh.timeout ?? defaultTimeout) * 1000;
    this.#impatience = clock.after(patience, () => this.#hangUp());
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#settle(false);
      this.#link?.lost();
    });
  }

  /** The client has sent its version: the SSH protocol begins. */
  attach(client: Connection): void {
    this.#client = client;
    client.on('error', () => {
      // A connection that broke; its end comes with `close`.
    });
    client.on('authentication', (ctx) => {
      this.#auth.handle(ctx).catch((error: unknown) => {
        this.#reception.deps.log.message('SSH', 3, 'AUTH_FAULT', describe(error));
        this.#hangUp();
      });
    });
    client.on('session', (accept, reject) => {
      if (this.#waiting) this.#session(accept());
      else reject();
    });
  }

  #session(ssh: SshSession): void {
    let window: WindowSize | undefined;
    let terminal = false;
    ssh.on('pty', (accept, _reject, info) => {
      terminal = true;
      window = { columns: info.cols, rows: info.rows };
      accept?.();
    });
    ssh.on('env', (accept) => accept?.());
    ssh.on('window-change', (accept, _reject, info) => {
      accept?.();
      this.#link?.resized({ columns: info.cols, rows: info.rows });
    });
    ssh.on('shell', (accept, reject) => {
      if (!this.#waiting) return void reject?.();
      const channel = accept();
      const link = streamLink(channel, { window: window ?? 'none', finish: finisher(channel) });
      this.#link = link;
      this.#begin(new TtyFront(link, this.#reception.deps.clock));
    });
    ssh.on('exec', (accept, reject, { command }) => {
      if (!this.#waiting) return void reject?.();
      const channel = accept();
      this.#begin(new BatchFront(execChannel(channel, command, terminal, finisher(channel))));
    });
  }

  #begin(front: Front): void {
    const { identity } = this.#auth;
    if (identity === undefined) {
      this.#hangUp();
      return;
    }
    this.#settle(true);
    const session = this.#reception.receive({
      seat: this.#seat,
      front,
      transport: 'ssh',
      caller: this.#address,
      arrived: this.#arrived,
      uniqueId: this.#uniqueId,
      identity,
    });
    void session.left.then(() => {
      // The client closes when it has read all; one that doesn't is closed.
      this.#reception.deps.clock.after(lingering, () => this.#hangUp());
    });
  }

  #settle(keepSeat: boolean): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#impatience.cancel();
    this.#checkOut(keepSeat);
    this.#onSettled();
  }

  #hangUp(): void {
    this.#client?.end();
    this.#socket.destroySoon();
  }

  #failed(user: string | undefined): void {
    const { deps } = this.#reception;
    const list = this.#seat.config.accountingExec ?? 'default';
    const place = { port: this.#seat.line, portType: 'virtual', caller: this.#address } as const;
    deps.exec.failedLogin({ ...place, list, user, arrived: this.#arrived }).catch((error: unknown) => {
      deps.log.message('AAA', 2, 'ACCT_NOT_STORED', `failed login on tty ${this.#seat.line}: ${describe(error)}`);
    });
  }
}

/** Tells the client the exit status and closes the channel (RFC 4254 §6.10). */
const finisher =
  (channel: ServerChannel) =>
  (status: number): void => {
    channel.exit(status);
    channel.end();
  };
