import type { Clock } from '../../base/clock.ts';
import type { RawTerminal } from '../../ios/io.ts';
import { History, KillRing } from '../editor/history.ts';
import { type EditorMode, LineEditor } from '../editor/line-editor.ts';
import { eraseMore, more, Pager } from '../pager/pager.ts';
import type { TerminalShell } from '../shell.ts';
import type { Answer, Front, FrontHandlers, Running, ScreenSize, Typed } from './front.ts';
import type { Link, Window } from './link.ts';
import { Tty } from './tty.ts';
import { endLine, Turns } from './turns.ts';

/** A person at a terminal: line editing, history, help, pages. */
export class TtyFront implements Front {
  readonly interactive = true;
  readonly #tty: Tty;
  readonly #history = new History();
  readonly #kills = new KillRing();

  constructor(link: Link, clock: Clock) {
    this.#tty = new Tty(link, clock);
  }

  get window(): Window {
    return this.#tty.window;
  }

  get history(): readonly string[] {
    return this.#history.lines;
  }

  get historySize(): number {
    return this.#history.size;
  }

  set historySize(size: number) {
    this.#history.size = size;
  }

  get waiting(): boolean {
    return this.#tty.waiting;
  }

  start(handlers: FrontHandlers): void {
    this.#tty.start(handlers);
  }

  async command(shell: TerminalShell, screen: ScreenSize): Promise<Typed> {
    const editor = this.#editor(shell.prompt, shell.freeText ? 'text' : 'command', screen.width);
    for (;;) {
      const event = await this.#tty.edit(editor);
      switch (event.kind) {
        case 'line':
          return event;
        case 'finish':
          return { kind: 'end', text: event.text };
        case 'abort':
          return { kind: 'end', text: '' };
        case 'over':
        case 'timeout':
          return { kind: 'over' };
        case 'help':
          await this.#page(new Pager(screen.length), `${shell.help(event.typed).replace(/\n*$/, '')}\n\n`);
          break;
        case 'complete': {
          const completed = shell.complete(event.typed);
          if (completed !== undefined) editor.replaceTyped(completed);
          break;
        }
      }
    }
  }

  run(screen: ScreenSize): Running {
    const abort = new AbortController();
    const pager = new Pager(screen.length);
    const turns = new Turns();
    let taken: RawTerminal | undefined;
    this.#tty.interrupt = () => abort.abort();
    const write = (text: string): Promise<void> => turns.take(() => this.#page(pager, text, abort));
    return {
      io: {
        ...screen,
        write,
        print: (text) => void write(endLine(text)),
        ask: (prompt, options) =>
          turns.take(async () => {
            const answer = await this.ask(prompt, options);
            pager.restart();
            return answer.kind === 'answer' ? answer.text : undefined;
          }),
        askKey: (prompt) =>
          turns.take(async () => {
            const key = await this.#tty.answer(prompt);
            pager.restart();
            return key?.action === 'enter' ? '' : key?.char;
          }),
        signal: abort.signal,
        raw: () =>
          turns.take(async () => {
            pager.restart();
            taken = this.#tty.openRaw();
            return taken;
          }),
      },
      done: async () => {
        taken?.release();
        await turns.over();
        this.#tty.interrupt = undefined;
      },
    };
  }

  async ask(prompt: string, options: { readonly echo: boolean; readonly timeout?: number }): Promise<Answer> {
    const editor = this.#editor(prompt, options.echo ? 'answer' : 'secret', 0);
    const event = await this.#tty.edit(editor, options.timeout);
    switch (event.kind) {
      case 'line':
        return { kind: 'answer', text: event.text };
      case 'timeout':
      case 'over':
        return { kind: event.kind };
      case 'finish':
      case 'abort':
      case 'help':
      case 'complete':
        return { kind: 'aborted' };
    }
  }

  print(text: string): Promise<void> {
    return this.#tty.print(text);
  }

  notice(line: string): void {
    this.#tty.notice(line);
  }

  stop(): void {
    this.#tty.stop();
  }

  close(status: number): void {
    this.#tty.close(status);
  }

  #editor(prompt: string, mode: EditorMode, width: number): LineEditor {
    return new LineEditor({ prompt, width, mode, history: this.#history, kills: this.#kills });
  }

  async #page(pager: Pager, text: string, abort?: AbortController): Promise<void> {
    for (let rest = text; rest !== '' && !this.#tty.over; ) {
      const { now, later } = pager.take(rest);
      if (now !== '') await this.#tty.print(now);
      if (later === '') return;
      rest = later;
      const key = await this.#tty.key(more, () => eraseMore);
      pager.answer(key?.char === ' ' ? 'space' : key?.action === 'enter' ? 'enter' : 'other');
      if (pager.quit) abort?.abort();
    }
  }
}
