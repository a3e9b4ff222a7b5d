import type { PortContext } from '../../aaa/index.ts';
import type { ExecSession } from '../../sources/exec/index.ts';
import type { Seat } from '../lines/line-table.ts';
import type { TerminalSession, TerminalSettings } from '../shell.ts';
import type { TerminalsDeps, UserState } from '../terminal-service.ts';
import type { Front } from './front.ts';
import { describe, listFor } from './line-rules.ts';
import type { Identity } from './login.ts';

/** What the shell and the commands see of a session. Lists are looked up when a command runs: the line may have changed. */
export function terminalSession(
  deps: Pick<TerminalsDeps, 'aaa' | 'log'>,
  parts: {
    readonly seat: Seat;
    readonly front: Front;
    readonly transport: UserState['transport'];
    readonly who: Identity;
    readonly port: PortContext;
    readonly privilege: number;
    readonly settings: TerminalSettings;
    readonly exec: ExecSession;
  },
): TerminalSession {
  const { seat, front, who, port, exec } = parts;
  return {
    line: seat.line,
    get lineConfig() {
      return seat.config;
    },
    transport: parts.transport,
    user: who.user,
    profile: who.profile,
    port,
    privilege: parts.privilege,
    settings: parts.settings,
    key: exec.session.key,
    sessionId: exec.session.sessionId,
    get history() {
      return front.history;
    },
    notice: (text) => front.notice(text),
    async authorizeCommand({ level, command, configuration, privilege }) {
      const list = listFor(seat.config.authorizationCommands, level);
      const { user, profile } = who;
      const answer = await deps.aaa.authorizeCommand({
        ...{ list, level, command, configuration, user, privilege, profile },
        context: port,
      });
      const message = answer.message === undefined ? {} : { message: answer.message };
      return { permitted: answer.outcome === 'permitted', ...message };
    },
    async accountCommand({ level, command, privilege }) {
      try {
        await exec.command({ list: listFor(seat.config.accountingCommands, level), level, command, privilege });
      } catch (error) {
        // The disk fails. Who comes to repair it must be able to work; the log knows what the books don't.
        deps.log.message('AAA', 2, 'ACCT_NOT_STORED', `command on tty ${seat.line}: ${command}: ${describe(error)}`);
      }
    },
  };
}
