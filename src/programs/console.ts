import process from 'node:process';
import { consoleClient } from '../terminal/console-client.ts';
import { defaultConsoleSocket, type Program, stateDirectory, text, texts } from './program.ts';

export const consoleProgram: Program = {
  name: 'console',
  summary: 'opens the console of a running daemon, or runs commands on it',
  help: `
tollgate console [--socket SOCKET] [--state-dir DIR] [-c COMMAND]…

Opens the console of the daemon; Ctrl-] leaves it. With -c, or when standard input is not a terminal, it runs the commands
given, one after the other, prints what they print, and exits with 1 if one of them is refused (2: no daemon answers).
What a command asks is answered by the next line of standard input.

  --socket SOCKET   socket of the console (default: DIR/console.sock)
  --state-dir DIR   state directory of the daemon (default: $TOLLGATE_STATE_DIR or ./.tollgate)
  -c COMMAND        a command to run; may be given again
`,
  options: {
    socket: { type: 'string' },
    'state-dir': { type: 'string' },
    command: { type: 'string', short: 'c', multiple: true },
  },
  main: (given) =>
    consoleClient({
      socket: text(given, 'socket') ?? defaultConsoleSocket(stateDirectory(given)),
      commands: texts(given, 'command'),
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
    }),
};
