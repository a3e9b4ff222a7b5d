import { readFileSync } from 'node:fs';
import process from 'node:process';
import { ephemeralVault, hashPasswordSync } from '../aaa/index.ts';
import { systemRandom } from '../base/random.ts';
import { emptyConfiguration } from '../commands/configuration.ts';
import { tollgateLanguage } from '../commands/language.ts';
import { loadConfiguration } from '../ios/index.ts';
import type { Program } from './program.ts';

export const check: Program = {
  name: 'check',
  summary: 'validates a configuration file',
  help: `
tollgate check FILE

Reads a configuration as the daemon would. Lists every line that is refused, with its number and the reason, and every line
that is kept without effect. Exits with 1 if a line is refused.
`,
  options: {},
  positionals: 1,
  async main({ positionals: [file = ''] }) {
    const vault = ephemeralVault(systemRandom);
    const services = { vault, hashSecret: (clear: string) => hashPasswordSync(clear, systemRandom) };
    const { refused, kept, notes } = loadConfiguration(
      readFileSync(file, 'utf8'),
      tollgateLanguage,
      emptyConfiguration,
      services,
    );
    const out: string[] = [];
    for (const { line, text, reason } of refused) out.push(`${file}:${line}: refused: ${text.trim()}`, `    ${reason}`);
    for (const { line, text, note } of notes) out.push(`${file}:${line}: note: ${text.trim()}`, `    ${note}`);
    for (const { line, text } of kept) out.push(`${file}:${line}: without effect: ${text.trim()}`);
    const count = (number: number, what: string): string => `${number} ${number === 1 ? 'line' : 'lines'} ${what}`;
    out.push(`${file}: ${count(refused.length, 'refused')}, ${count(kept.length, 'without effect')}`);
    process.stdout.write(`${out.join('\n')}\n`);
    return refused.length > 0 ? 1 : 0;
  },
};
