import type { ConfigServices } from '../commands/config/modes.ts';
import type { Configuration } from '../commands/configuration.ts';
import { bareWord, resume } from '../commands/connection/bare-word.ts';
import { tollgateLanguage } from '../commands/language.ts';
import type { Services, Session } from '../commands/services.ts';
import { type ConfigurationStore, Shell } from '../ios/index.ts';
import type { ConnectionSource } from '../sources/connection/index.ts';
import type { TerminalSession, TerminalShell } from '../terminal/index.ts';
import { outboundFor } from './outbound.ts';

export interface ShellDependencies {
  readonly services: Services;
  readonly configServices: ConfigServices;
  readonly store: ConfigurationStore<Configuration>;
  /** Opens connections to other hosts. */
  readonly connections: ConnectionSource;
}

/** The command language for one terminal session: every accepted command is authorized and accounted for by its line's lists. */
export function terminalShell(session: TerminalSession, dependencies: ShellDependencies): TerminalShell {
  const { services, configServices, store, connections } = dependencies;
  const outbound = outboundFor(
    session,
    connections,
    () => store.current(),
    () => shell.level,
  );
  const user: Session = { services, terminal: session, outbound };
  const shell: Shell<Configuration, ConfigServices, Session> = new Shell({
    language: tollgateLanguage,
    session: user,
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
      outbound.typed = text;
      return session.accountCommand({ level: command.level, command: text, privilege: shell.level });
    },
    unknownWord: (word, io) => bareWord(word, io, user),
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
    get takesEmpty() {
      return shell.mode === 'exec' && !shell.freeText && outbound.connections.all.length > 0;
    },
    async execute(line, io) {
      const { last } = outbound.connections;
      if (line.trim() === '' && this.takesEmpty === true && last !== undefined) {
        await resume(last, io, user);
        return { accepted: true };
      }
      const before = shell.mode;
      const outcome = await shell.execute(line, io);
      report(before);
      return { accepted: outcome.kind !== 'refused', ...(shell.closed ? { logout: true } : {}) };
    },
    help: (typed) => shell.help(typed, session.settings.width),
    complete(typed) {
      const { line } = shell.complete(typed);
      return line === typed ? undefined : line;
    },
    async leave(why) {
      await Promise.all([outbound.connections.closeAll(why), services.terminals.endCall(session.line, why, 'before')]);
    },
    left: (why) => services.terminals.endCall(session.line, why, 'after'),
    end() {
      const before = shell.mode;
      shell.end();
      report(before);
    },
  };
}
