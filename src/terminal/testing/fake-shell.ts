import type { CommandIo, CommandResult, TerminalSession, TerminalShell } from '../shell.ts';

/** A command language of a few words, for tests. */
export class FakeShell implements TerminalShell {
  readonly #session: TerminalSession;
  #configuring = false;
  privilege: number;
  freeText = false;
  readonly ran: string[] = [];

  constructor(session: TerminalSession) {
    this.#session = session;
    this.privilege = session.privilege;
  }

  get prompt(): string {
    if (this.freeText) return '';
    return this.#configuring ? 'r1(config)#' : this.privilege > 1 ? 'r1#' : 'r1>';
  }

  async execute(line: string, io: CommandIo): Promise<CommandResult> {
    this.ran.push(line);
    const [word = '', argument = ''] = line.trim().split(/\s+/);
    if (
      ![
        'show',
        'count',
        'ask',
        'confirm',
        'wait',
        'flood',
        'text',
        'configure',
        'terminal',
        'exit',
        'break',
        'reload',
        'raw',
      ].includes(word)
    ) {
      io.print(`% Invalid input detected at '^' marker.\n`);
      return { accepted: false };
    }
    const level = word === 'show' ? 1 : 15;
    const { permitted, message } = await this.#session.authorizeCommand({
      ...{ level, command: line, configuration: this.#configuring, privilege: this.privilege },
    });
    if (!permitted) {
      io.print(message ?? '');
      return { accepted: false };
    }
    await this.#session.accountCommand({ level, command: line, privilege: this.privilege });
    switch (word) {
      case 'show':
        io.print(`you are ${this.#session.user ?? 'nobody'} on tty${this.#session.line}, ${io.length}x${io.width}`);
        break;
      case 'count':
        for (let n = 1; n <= Number(argument); n++) io.print(`line ${n}`);
        break;
      case 'flood':
        for (let n = 1; n <= Number(argument) && !io.signal.aborted; n++) await io.write(`${'x'.repeat(99)}\n`);
        break;
      case 'ask': {
        const answer = await io.ask('Password: ', { echo: false });
        io.print(`got ${answer}`);
        break;
      }
      case 'confirm':
        io.print(`got ${await io.askKey?.('Sure? [confirm]')}`);
        break;
      case 'wait':
        await new Promise<void>((resolve) => {
          if (io.signal.aborted) resolve();
          io.signal.addEventListener('abort', () => resolve());
        });
        io.print('stopped');
        break;
      case 'raw': {
        // Shows everything typed in brackets, `!` gives the terminal back with what came after it.
        const raw = await io.raw?.();
        for (let bytes = await raw?.read(); bytes !== undefined; bytes = await raw?.read()) {
          const end = bytes.indexOf(33);
          await raw?.write(
            Buffer.concat([Buffer.from('['), end < 0 ? bytes : bytes.subarray(0, end), Buffer.from(']')]),
          );
          if (end >= 0) raw?.release(bytes.subarray(end + 1));
        }
        io.print(io.signal.aborted ? 'gone' : 'given back');
        break;
      }
      case 'text':
        this.freeText = argument === 'on';
        break;
      case 'configure':
        this.#configuring = true;
        break;
      case 'terminal':
        this.#terminal(line);
        break;
      case 'break':
        throw new Error('broken command');
      case 'exit':
        return { accepted: true, logout: true };
    }
    return { accepted: true };
  }

  #terminal(line: string): void {
    const [, what, value] = line.split(' ');
    const { settings } = this.#session;
    if (what === 'monitor') settings.monitor = true;
    else if (what === 'no') settings.monitor = false;
    else if (what === 'length') settings.length = Number(value);
    else if (what === 'width') settings.width = Number(value);
  }

  help(typed: string): string {
    return `  help  for ${JSON.stringify(typed)}\n`;
  }

  complete(typed: string): string | undefined {
    return typed === 'sh' ? 'show ' : undefined;
  }

  end(): void {
    this.#configuring = false;
  }
}
