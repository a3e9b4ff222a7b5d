import { test } from 'node:test';
import { Shell, type ShellOptions, type TerminalIo, writeConfiguration } from '../../src/ios/index.ts';
import { assertTranscript } from '../../src/ios/testing.ts';
import { emptyToy, type Session, type Toy, toy, type Vault, vault } from './toy-language.ts';

type ToyOptions = Partial<ShellOptions<Toy, Vault, Session>>;

export interface ToyShell {
  readonly shell: Shell<Toy, Vault, Session>;
  readonly io: TerminalIo;
  /** What was printed, call by call. */
  readonly printed: string[];
  /** What the toy language's commands did. */
  readonly log: string[];
  /** The configuration as it is now. */
  config(): Toy;
}

/** A shell of the toy language at level 1 unless `options` say otherwise; `answers` are given to its questions in turn. */
export function toyShell(options: ToyOptions = {}, answers: string[] = []): ToyShell {
  let config = emptyToy;
  const printed: string[] = [];
  const log: string[] = [];
  const shell = new Shell<Toy, Vault, Session>({
    language: toy,
    session: { user: 'alice', log, running: () => writeConfiguration(config, toy).join('\n') },
    env: vault,
    store: {
      current: () => config,
      replace: (next) => {
        config = next;
      },
    },
    hostname: () => config.hostname,
    ...options,
  });
  const io: TerminalIo = {
    print: (text) => void printed.push(text),
    ask: async () => answers.shift(),
    width: 80,
    length: 24,
    signal: new AbortController().signal,
  };
  return { shell, printed, io, log, config: () => config };
}

/** Declares a test that replays a terminal transcript at level 15. */
export const transcript = (name: string, text: string): void =>
  void test(name, () => assertTranscript(text, toyShell({ level: 15 }).shell));
