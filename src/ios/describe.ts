import type { Reading } from './reading.ts';
import type { Trail } from './rule.ts';
import type { AcceptedCommand } from './shell-options.ts';

/** What hooks are told of a command: its canonical text, in clear and with secrets masked. */
export function describe(reading: Reading<{ readonly kind: string }>, mode: string, viaDo: boolean): AcceptedCommand {
  const links: Trail[] = [];
  for (let link = reading.trail; link !== undefined; link = link.before) links.push(link);
  links.reverse();
  const words = links.map((link) => link.text);
  const maskedWords = links.map((link) => (link.secret ? '*' : link.text));
  return {
    kind: reading.declaration.kind === 'command' ? 'exec' : 'config',
    mode,
    text: words.join(' '),
    maskedText: maskedWords.join(' '),
    words,
    maskedWords,
    level: reading.level,
    negated: reading.negated,
    viaDo,
    value: reading.declaration.kind === 'command' ? commandValue(reading.value) : reading.value,
  };
}

/** An exec line's value is that of the command and its filter. */
const commandValue = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'value' in value ? value.value : undefined;
