import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { History, KillRing } from './history.ts';
import { type Key, KeyDecoder } from './keys.ts';
import { type EditorEvent, type EditorMode, LineEditor } from './line-editor.ts';
import { ModelScreen } from './model-screen.ts';
import { repaint } from './screen.ts';

function setUp(options: { prompt?: string; width?: number; mode?: EditorMode; history?: readonly string[] } = {}) {
  const { prompt = 'r1#', width = 80, mode = 'command' } = options;
  const history = new History();
  for (const line of options.history ?? []) history.add(line);
  const screen = new ModelScreen(width === 0 ? undefined : width);
  const decoder = new KeyDecoder();
  const editor = new LineEditor({ prompt, width, mode, history, kills: new KillRing() });
  const events: EditorEvent[] = [];
  let raw = '';
  const print = (text: string): void => {
    raw += text;
    screen.write(text);
  };
  print(editor.redisplay());
  const type = (bytes: string | Uint8Array): void => {
    for (const byte of typeof bytes === 'string' ? Buffer.from(bytes) : bytes) {
      const key = decoder.feed(byte);
      if (key === undefined) continue;
      const step = editor.key(key);
      print(step.output);
      if (step.event !== undefined) events.push(step.event);
    }
  };
  return { screen, editor, events, type, print, history, raw: () => raw };
}

/** What is entered when `keys` are typed and then Enter. */
function entered(keys: string, history: readonly string[] = []): string {
  const { events, type } = setUp({ history });
  type(`${keys}\r`);
  const last = events.at(-1);
  return last?.kind === 'line' ? last.text : assert.fail(`no line, but ${last?.kind}`);
}

test('typing at the end echoes the characters and nothing else', () => {
  const { type, raw, events } = setUp();
  type('show version\r\n');
  assert.equal(raw(), 'r1#show version\r\n');
  assert.deepEqual(events, [{ kind: 'line', text: 'show version' }]);
});

test('backspace at the end is back, blank, back', () => {
  const { type, raw } = setUp();
  type('ab\x7f');
  assert.equal(raw(), 'r1#ab\b \b');
});

const edits: readonly [string, string, string][] = [
  ['Ctrl-A and Ctrl-E', 'bcd\x01a\x05e', 'abcde'],
  ['Ctrl-B and Ctrl-F', 'ad\x02b\x06e', 'abde'],
  ['arrows', 'ad\x1b[Db\x1b[Ce\x1bOD-', 'abd-e'],
  ['Home and End', 'b\x1b[1~a\x1b[4~c\x1b[H1\x1b[F2', '1abc2'],
  ['Delete and Ctrl-D', 'abcd\x01\x1b[3~\x04', 'cd'],
  ['backspace in the middle', 'abXc\x02\x08', 'abc'],
  ['Ctrl-K', 'keep drop\x1bb\x0b', 'keep '],
  ['Ctrl-U', 'drop keep\x1bb\x15', 'keep'],
  ['Ctrl-X', 'drop keep\x1bb\x18', 'keep'],
  ['Ctrl-W', 'show ip  int\x17', 'show ip  '],
  ['Ctrl-W over blanks', 'show ip   \x17', 'show '],
  ['Ctrl-Y', 'one two\x17three \x19', 'one three two'],
  ['Esc-Y takes older ones in turn', 'aa bb\x17\x17\x19\x1by', 'bb'],
  ['Ctrl-T at the end', 'hsow\x02\x02\x02\x14', 'show'],
  ['Ctrl-T at the very end', 'shwo\x14', 'show'],
  ['Esc-B, Esc-F and Esc-D', 'one two three\x1bb\x1bb\x1bd\x1bfX', 'one  threeX'],
  ['Esc-C', 'gigabit eth\x01\x1bc', 'Gigabit eth'],
  ['Esc-U and Esc-L', 'abc DEF\x01\x1bu\x1bl', 'ABC def'],
  ['Ctrl-V and ?', 'banner ab\x16?c', 'banner ab?c'],
  ['words with Ctrl-arrows', 'one two\x1b[1;5DX\x1b[1;5CY', 'one XtwoY'],
  ['broken UTF-8 and unknown sequences', 'a\x1b[99~b\x1b[200~c', 'abc'],
  ['long escape sequence', 'a\x1b[1234567890123456bc', 'abc'],
];
for (const [name, keys, line] of edits) {
  test(`editing: ${name}`, () => assert.equal(entered(keys), line));
}

test('characters beyond ASCII count as one', () => {
  assert.equal(entered('grüß\x7f\x7fß 日本\x02x'), 'grß 日x本');
  const { events, type } = setUp();
  type(Uint8Array.of(0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82, 0x62, 0x80, 0x0d));
  assert.deepEqual(events, [{ kind: 'line', text: 'a(b' }]);
});

test('history: Ctrl-P, Ctrl-N and arrows; the line begun comes back', () => {
  const lines = ['show clock', 'show users', 'show users', '  '];
  assert.equal(entered('\x10', lines), 'show users');
  assert.equal(entered('\x1b[A\x1b[A', lines), 'show clock');
  assert.equal(entered('be\x10\x10\x0e\x0egin', lines), 'begin');
  const { type, screen } = setUp({ history: ['one'] });
  type('\x10\x10');
  assert.equal(screen.line, 'r1#one');
  assert.equal(screen.bells, 1);
});

test('history keeps as many as it is told', () => {
  const history = new History(2);
  for (const line of ['a', 'b', 'c']) history.add(line);
  assert.deepEqual(history.lines, ['b', 'c']);
  history.size = 1;
  assert.deepEqual(history.lines, ['c']);
  history.size = 0;
  history.add('d');
  assert.deepEqual(history.lines, []);
});

test('? asks for help with what stands before the cursor, and the line comes back', () => {
  const { type, events, screen, editor, print } = setUp();
  type('show ip\x02\x02?');
  assert.deepEqual(events, [{ kind: 'help', typed: 'show ' }]);
  print('  ip  words\r\n\r\n');
  print(editor.redisplay());
  assert.deepEqual(screen.text, ['r1#show ?p', '  ip  words', '', 'r1#show ip']);
  assert.equal(screen.column, 'r1#show '.length);
});

test('Tab asks for completion; the completed line is shown on a new row', () => {
  const { type, events, screen, editor, print } = setUp();
  type('sh ver\x1bb\x02\t');
  assert.deepEqual(events, [{ kind: 'complete', typed: 'sh' }]);
  editor.replaceTyped('show');
  print(editor.redisplay());
  assert.equal(screen.line, 'r1#show ver');
  assert.equal(screen.column, 'r1#show'.length);
});

test('Ctrl-C drops the line, Ctrl-Z hands it over', () => {
  const dropped = setUp();
  dropped.type('half\x03');
  assert.deepEqual(dropped.events, [{ kind: 'abort' }]);
  const handed = setUp();
  handed.type('hostname r2\x1a');
  assert.deepEqual(handed.events, [{ kind: 'finish', text: 'hostname r2' }]);
  assert.match(handed.raw(), /\^Z\r\n$/);
});

test('a secret is not shown, not completed, not kept, and can be edited', () => {
  const { type, events, raw, history } = setUp({ prompt: 'Password: ', mode: 'secret', history: ['old'] });
  type('se?crx\x7fet\t\x10\x17ab\x19\r');
  assert.equal(raw(), 'Password: \r\n');
  assert.deepEqual(events, [{ kind: 'line', text: 'ab' }]);
  assert.deepEqual(history.lines, ['old']);
});

test('an answer shows, but has no help, completion or history', () => {
  const { type, events, history } = setUp({ prompt: 'Name? ', mode: 'answer', history: ['old'] });
  type('a?\t\x10\r');
  assert.deepEqual(events, [{ kind: 'line', text: 'a?' }]);
  assert.deepEqual(history.lines, ['old']);
});

test('a line longer than the terminal moves by ten columns and shows $', () => {
  const { type, screen } = setUp({ prompt: 'r1#', width: 40 });
  type('0123456789'.repeat(3));
  type('012345');
  assert.equal(screen.line, 'r1#012345678901234567890123456789012345');
  type('6');
  assert.equal(screen.line, 'r1#$12345678901234567890123456');
  assert.equal(screen.row, 0);
  type('\x01');
  assert.equal(screen.line, 'r1#01234567890123456789012345678901234$');
  assert.equal(screen.column, 3);
  type('\x05');
  assert.equal(screen.line, 'r1#$12345678901234567890123456');
});

test('with width 0 nothing moves', () => {
  const { type, raw } = setUp({ width: 0 });
  const long = 'x'.repeat(600);
  type(long);
  assert.equal(raw(), `r1#${long}`);
});

test('Ctrl-L and Ctrl-R show the line again', () => {
  const { type, screen } = setUp();
  type('abc\x02\x0c');
  assert.deepEqual(screen.text, ['r1#abc', 'r1#abc']);
  assert.equal(screen.column, 5);
});

test('property: repaint turns any view into any other', () => {
  const view = fc
    .string({ maxLength: 30, unit: fc.constantFrom('a', 'b', ' ', 'ü') })
    .chain((cells) => fc.record({ cells: fc.constant(cells), column: fc.nat({ max: [...cells].length }) }));
  fc.assert(
    fc.property(view, view, (old, next) => {
      const screen = new ModelScreen();
      screen.write(old.cells);
      screen.write('\b'.repeat([...old.cells].length - old.column));
      screen.write(repaint(old, next));
      assert.equal(screen.line, next.cells.trimEnd());
      assert.equal(screen.column, next.column);
    }),
  );
});

const anyKey: fc.Arbitrary<Key> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', ' ', 'é').map((char): Key => ({ char })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        ...([
          'start',
          'end',
          'left',
          'right',
          'word-left',
          'word-right',
          'backspace',
          'delete',
          'kill-to-end',
        ] as const),
        ...(['kill-to-start', 'kill-word', 'kill-word-right', 'yank', 'yank-older', 'transpose', 'upper'] as const),
        ...(['previous', 'next'] as const),
      )
      .map((action): Key => ({ action })),
  },
);

test('property: the row never wraps, and shows the same as a fresh drawing of the line', () => {
  fc.assert(
    fc.property(fc.array(anyKey, { maxLength: 120 }), fc.integer({ min: 16, max: 40 }), (keys, width) => {
      const { editor, print, screen } = setUp({ width, history: ['x'.repeat(60), 'short'] });
      for (const key of keys) print(editor.key(key).output);
      const { line, column, row } = screen;
      assert.equal(row, 0);
      print(`\r\n${editor.redisplay()}`);
      assert.equal(line, screen.line);
      assert.equal(column, screen.column);
    }),
  );
});

test('property: arbitrary bytes never break decoder or editor, and a line entered afterwards is found', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const { type, events } = setUp({ history: ['old'] });
      type(bytes);
      // Ends whatever sequence was open, clears the line on both sides of the cursor.
      type('aa\x15\x0bshow version\r');
      const last = events.at(-1);
      assert.deepEqual(last, { kind: 'line', text: 'show version' });
    }),
  );
});
