import { type Carried, carryOut, changed, type Frame } from './carry-out.ts';
import type { Command, ConfigDeclaration } from './declared.ts';
import { describe } from './describe.ts';
import { readInFrames } from './frames.ts';
import { type Help, printHelp } from './hints.ts';
import type { ShellControl, TerminalIo } from './io.ts';
import { keep } from './kept-lines.ts';
import { listCommands, listForms } from './listing.ts';
import { splitWords, type Word } from './matching.ts';
import type { ExecValue } from './mode-table.ts';
import { execTrial, type Misread, type Reading, read } from './reading.ts';
import { runCommand } from './run-command.ts';
import { shellHelp } from './shell-help.ts';
import type { AcceptedCommand, Completion, Outcome, ShellOptions } from './shell-options.ts';

/**
 * One user's session in the command language: where he is, what he may do, and what a line does. Lines are given one after
 * the other: `execute` is not called again before it has resolved.
 */
export class Shell<C, E, S> {
  readonly #options: ShellOptions<C, E, S>;
  readonly #control: ShellControl;
  #level: number;
  /** The configuration modes that the user is in; none at the exec prompt. */
  #frames: readonly Frame<C, E>[] = [];
  /** Lines of a command whose text goes on until its delimiter. */
  #text: { readonly lines: readonly string[]; readonly delimiter: string } | undefined;
  #closed = false;

  constructor(options: ShellOptions<C, E, S>) {
    this.#options = options;
    this.#level = options.level ?? 1;
    const shell = this;
    const { language } = options;
    this.#control = {
      get level() {
        return shell.#level;
      },
      setLevel(level) {
        shell.#level = level;
      },
      configure() {
        shell.#frames = [shell.#root()];
      },
      close() {
        shell.#closed = true;
      },
      listCommands: (modeId) => listCommands(language, modeId, shell.#level),
      listForms: (modeId) => listForms(language, modeId, shell.#level),
      modes: [language.exec.mode, ...[...language.modes.values()].map((table) => table.mode)],
    };
  }

  /** `router>`, `router#`, `router(config-line)#`; empty while a text is typed. */
  get prompt(): string {
    if (this.#text !== undefined) return '';
    const frame = this.#frames.at(-1);
    const name = this.#options.hostname();
    if (frame !== undefined) return `${name}(${frame.mode.prompt})#`;
    return this.#level > 1 ? `${name}#` : `${name}>`;
  }

  /** Privilege level, 0–15. */
  get level(): number {
    return this.#level;
  }

  set level(level: number) {
    this.#level = level;
  }

  /** Id of the mode: `exec`, `config`, `config-line`… */
  get mode(): string {
    return this.#frames.at(-1)?.mode.id ?? this.#options.language.exec.mode.id;
  }

  /** The session is over: a command has asked for it. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The next line is text (a banner, a key): it has no `?` and no Tab. */
  get freeText(): boolean {
    return this.#text !== undefined || this.#frames.at(-1)?.mode.fallsBack === false;
  }

  /** Enters the global configuration mode. */
  configure(): void {
    this.#control.configure();
  }

  /** Ctrl-Z: back to the exec prompt; a text that was being typed is dropped. */
  end(): void {
    this.#text = undefined;
    this.#frames = [];
  }

  /**
   * Carries out what was typed; several lines one after the other. Prints everything, errors as IOS does. Rejects only when
   * a command's own code throws.
   */
  async execute(line: string, io: TerminalIo): Promise<Outcome> {
    if (!line.includes('\n')) return this.#executeLine(line, io);
    let outcome: Outcome = { kind: 'empty' };
    for (const one of line.split(/\r?\n/)) {
      if (this.#closed) break;
      const next = await this.#executeLine(one, io);
      if (outcome.kind !== 'refused' && next.kind !== 'empty') outcome = next;
    }
    return outcome;
  }

  async #executeLine(line: string, io: TerminalIo): Promise<Outcome> {
    const prompt = this.prompt;
    let text = line;
    if (this.#text !== undefined) {
      const lines = [...this.#text.lines, line];
      this.#text = { ...this.#text, lines };
      if (!line.includes(this.#text.delimiter)) return { kind: 'done' };
      text = lines.join('\n');
      this.#text = undefined;
    }
    const words = splitWords(text);
    const top = this.#frames.at(-1);
    if (words.length === 0 || (text.trimStart().startsWith('!') && top?.mode.fallsBack !== false))
      return { kind: 'empty' };
    if (top === undefined) return this.#exec(text, splitWords(text, true), prompt, io, false);
    if (top.mode.fallsBack && words[0]?.text.toLowerCase() === 'do' && words.length > 1)
      return this.#exec(text, splitWords(text, true).slice(1), prompt, io, true);
    return this.#configure(text, prompt, io);
  }

  async #exec(text: string, words: readonly Word[], prompt: string, io: TerminalIo, viaDo: boolean): Promise<Outcome> {
    const result = read(execTrial(this.#options.language.exec, this.#level), text, words);
    if (result.kind !== 'understood') {
      const [word] = words;
      if (result.kind !== 'invalid' || words.length > 1 || viaDo || word === undefined)
        return this.#reject(result, text, prompt, io);
      if (await this.#options.unknownWord?.(word.text, io)) return { kind: 'done' };
      return refused(io, '% Unknown command or computer name, or unable to find computer address');
    }
    const { reading } = result;
    const command = describe(reading, reading.declaration.mode.id, viaDo);
    if (!(await this.#admit(command, io))) return { kind: 'refused', text: 'Command authorization failed.' };
    return this.#run(reading, io);
  }

  async #run(reading: Reading<Command<S>>, io: TerminalIo): Promise<Outcome> {
    // An exec line's rule is the command's syntax with the filter behind it.
    const { value, filter } = reading.value as ExecValue;
    const refusal = await runCommand(reading.declaration, value, filter, io, this.#control, this.#options.session);
    if (refusal === undefined) return { kind: 'done' };
    return refused(io, refusal.text);
  }

  async #configure(text: string, prompt: string, io: TerminalIo): Promise<Outcome> {
    const { language } = this.#options;
    const { depth, read: result } = readInFrames(language, this.#frames, text, this.#level);
    const top = this.#frames.at(-1) ?? this.#root();
    if (result.kind === 'open') {
      this.#text = { lines: [text], delimiter: result.delimiter };
      io.print(`Enter TEXT message.  End with the character '${result.delimiter}'.`);
      return { kind: 'done' };
    }
    if (result.kind !== 'understood') {
      if (result.kind === 'invalid' && top.mode.keepsAnything && top.mode.neverKept?.test(text.trim()) !== true)
        return this.#keepUnknown(text, top, io);
      return this.#reject(result, text, prompt, io);
    }
    const { reading } = result;
    const { declaration } = reading;
    const frames = this.#frames.slice(0, depth + 1);
    const frame = frames.at(-1) ?? this.#root();
    const command = describe(reading, frame.mode.id, false);
    if (!(await this.#admit(command, io))) return { kind: 'refused', text: 'Command authorization failed.' };
    if (declaration.kind === 'builtin') {
      this.#frames = declaration.action === 'end' ? [] : this.#frames.slice(0, -1);
      return { kind: 'done' };
    }
    return this.#change({ ...reading, declaration }, frames, frame, command, io);
  }

  async #change(
    reading: Reading<ConfigDeclaration<C, E>>,
    frames: readonly Frame<C, E>[],
    frame: Frame<C, E>,
    command: AcceptedCommand,
    io: TerminalIo,
  ): Promise<Outcome> {
    const { language, store, env } = this.#options;
    const outcome: Carried<C, E> = carryOut(language, reading, frame, store.current(), env);
    if (!outcome.ok) return refused(io, outcome.refusal.text);
    await store.replace(outcome.config, command);
    this.#frames = outcome.entered === undefined ? frames : [...frames, outcome.entered];
    if (outcome.note !== undefined) io.print(outcome.note);
    return { kind: 'done' };
  }

  async #keepUnknown(text: string, top: Frame<C, E>, io: TerminalIo): Promise<Outcome> {
    const { language, store } = this.#options;
    const line = text.trim();
    const command: AcceptedCommand = {
      kind: 'config',
      mode: top.mode.id,
      text: line,
      maskedText: line,
      words: line.split(/\s+/),
      maskedWords: line.split(/\s+/),
      level: 15,
      negated: undefined,
      viaDo: false,
      value: line,
    };
    if (!(await this.#admit(command, io))) return { kind: 'refused', text: 'Command authorization failed.' };
    const config = store.current();
    const lines = keep(language.kept.get(config), { path: top.path, key: '', text: line }, false);
    await store.replace(changed(language.kept, config, lines), command);
    return { kind: 'done' };
  }

  /** Authorises a command, then has it accounted for. */
  async #admit(command: AcceptedCommand, io: TerminalIo): Promise<boolean> {
    if (this.#options.authorize !== undefined && !(await this.#options.authorize(command))) {
      io.print('Command authorization failed.\n\n');
      return false;
    }
    await this.#options.accepted?.(command);
    return true;
  }

  #reject(result: Misread, text: string, prompt: string, io: TerminalIo): Outcome {
    switch (result.kind) {
      case 'ambiguous':
        return refused(io, `% Ambiguous command:  "${text.trim()}"`);
      case 'open':
      case 'incomplete':
        return refused(io, '% Incomplete command.', '\n\n');
      case 'invalid':
        io.print(`${' '.repeat(prompt.length + result.at)}^`);
        return refused(io, "% Invalid input detected at '^' marker.", '\n\n');
    }
  }

  /** What `?` prints after `line`; ends with a line end. */
  help(line: string, width = 80): string {
    const help = this.#help(line);
    switch (help.kind) {
      case 'ambiguous':
        return `% Ambiguous command:  "${line.trimStart()}"\n`;
      case 'unknown':
        return '% Unrecognized command\n';
      case 'hints': {
        const title = this.#frames.at(-1)?.mode.title ?? this.#options.language.exec.mode.title;
        return `${line.trim() === '' ? `${title}:\n` : ''}${printHelp(help.hints, help.partial, width)}`;
      }
    }
  }

  /** What Tab makes of `line`. */
  complete(line: string): Completion {
    const help = this.#help(line);
    if (help.kind !== 'hints' || help.partial === '')
      return {
        line,
        candidates: help.kind === 'hints' ? help.hints.filter((hint) => hint.keyword).map((hint) => hint.text) : [],
      };
    const words = help.hints.filter((hint) => hint.keyword).map((hint) => hint.text);
    const exact = words.find((word) => word.toLowerCase() === help.partial.toLowerCase());
    const word = exact ?? (words.length === 1 ? words[0] : undefined);
    if (word === undefined) return { line, candidates: words };
    return { line: `${line.slice(0, line.length - help.partial.length)}${word} `, candidates: [word] };
  }

  #help(line: string): Help {
    if (this.freeText) return { kind: 'unknown' };
    return shellHelp(this.#options.language, this.#frames, this.#level, line);
  }

  #root(): Frame<C, E> {
    return { mode: this.#options.language.global, context: undefined, path: [] };
  }
}

function refused(io: TerminalIo, text: string, after = ''): Outcome {
  if (text !== '') io.print(`${text}${after}`);
  return { kind: 'refused', text };
}
