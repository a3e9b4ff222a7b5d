import type { ConfigServices } from '../commands/config/modes.ts';
import type { Configuration } from '../commands/configuration.ts';
import { tollgateLanguage } from '../commands/language.ts';
import type { Services, Session } from '../commands/services.ts';
import { type ConfigurationStore, Shell, type TerminalIo } from '../ios/index.ts';
import type { CommandIo, TerminalSession, TerminalShell } from '../terminal/index.ts';

export interface ShellDependencies {
  readonly services: Services;
  readonly configServices: ConfigServices;
  readonly store: ConfigurationStore<Configuration>;
}

/** The command language for one terminal session: every accepted command is authorized and accounted for by its line's lists. */
export function terminalShell(session: TerminalSession, dependencies: ShellDependencies): TerminalShell {
  const { services, configServices, store } = dependencies;
  const shell: Shell<Configuration, ConfigServices, Session> = new Shell({
    language: tollgateLanguage,
    session: { services, terminal: session },
    env: configServices,
    store,
    hostname: () => store.current().terminal.hostname,
    level: session.privilege,
    authorize: async (command) => {
      const configuration = command.kind === 'config';
      const request = { level: command.level, command: command.text, configuration, privilege: shell.level };
      const { permitted } = await session.authorizeCommand(request);
      return permitted;
    },
    accepted: (command) => {
      const visible = store.current().accounting.visibleKeys;
      const text = visible ? command.text : command.maskedText;
      return session.accountCommand({ level: command.level, command: text, privilege: shell.level });
    },
  });
  const report = (before: string): void => {
    if (before === 'exec' || shell.mode !== 'exec') return;
    const { user, port, transport } = session;
    const by = user === undefined ? transport : `${transport} by ${user} on ${port.portName} (${port.caller})`;
    services.logging.message('SYS', 5, 'CONFIG_I', `Configured from ${by}`);
  };
  return {
    get prompt() {
      return shell.prompt;
    },
    get privilege() {
      return shell.level;
    },
    get freeText() {
      return shell.freeText;
    },
    async execute(line, io) {
      const before = shell.mode;
      const printer = new Printer(io, session);
      const outcome = await shell.execute(line, printer);
      await printer.written;
      report(before);
      return { accepted: outcome.kind !== 'refused', ...(shell.closed ? { logout: true } : {}) };
    },
    help: (typed) => shell.help(typed, session.settings.width),
    complete(typed) {
      const { line } = shell.complete(typed);
      return line === typed ? undefined : line;
    },
    end() {
      const before = shell.mode;
      shell.end();
      report(before);
    },
  };
}

/** Commands print without waiting; the terminal takes text at its own pace. What is printed goes out in order. */
class Printer implements TerminalIo {
  readonly #io: CommandIo;
  readonly #session: TerminalSession;
  /** Resolves when the terminal has taken everything printed so far. */
  written: Promise<void> = Promise.resolve();

  constructor(io: CommandIo, session: TerminalSession) {
    this.#io = io;
    this.#session = session;
  }

  get width(): number {
    return this.#session.settings.width;
  }

  get length(): number {
    return this.#session.settings.length;
  }

  get signal(): AbortSignal {
    return this.#io.signal;
  }

  print(text: string): void {
    this.written = this.written.then(() => this.#io.write(text.endsWith('\n') ? text : `${text}\n`));
  }

  async ask(prompt: string, options: { readonly echo: boolean }): Promise<string | undefined> {
    await this.written;
    return this.#io.ask(prompt, options);
  }
}
