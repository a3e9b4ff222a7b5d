import process from 'node:process';
import { ephemeralVault, hashPasswordSync } from '../aaa/index.ts';
import { systemRandom } from '../base/random.ts';
import { adviseOn, adviseOnAllRefused, type Step } from '../commands/advice/index.ts';
import { emptyConfiguration } from '../commands/configuration.ts';
import { tollgateLanguage } from '../commands/language.ts';
import { loadConfiguration } from '../ios/index.ts';
import { readNamed } from './explain.ts';
import type { Program } from './program.ts';

export const check: Program = {
  name: 'check',
  summary: 'validates a configuration file',
  help: `
tollgate check FILE

Reads a configuration as the daemon would. Lists every line that is refused, with its number and the reason, every line that
is carried out and does not do what it seems to say, and every line that is kept without effect. Exits with 1 if a line is
refused.
`,
  options: {},
  positionals: 1,
  async main({ positionals: [file = ''] }) {
    const vault = ephemeralVault(systemRandom);
    const services = { vault, hashSecret: (clear: string) => hashPasswordSync(clear, systemRandom) };
    const text = readNamed(file);
    const steps: Step[] = [];
    const { refused, kept, notes } = loadConfiguration(
      text,
      tollgateLanguage,
      emptyConfiguration,
      services,
      (line, config) => void steps.push({ ...line, config }),
    );
    const help = adviseOnAllRefused(text, refused);
    const out: string[] = [];
    const say = (line: number, what: string, own: string, ...more: readonly string[]): void => {
      out.push(`${file}:${line}: ${what}: ${own.trim()}`, ...more.map((one) => `    ${one}`));
    };
    for (const { line, text: own, reason } of refused) {
      const advice = help.get(line);
      say(line, 'refused', own, reason, ...(advice === undefined ? [] : [advice]));
    }
    for (const { line, text: own, note } of notes) say(line, 'note', own, note);
    for (const { line, text: own, advice } of adviseOn(emptyConfiguration, steps)) say(line, 'note', own, advice);
    for (const { line, text: own } of kept) say(line, 'without effect', own);
    const count = (number: number, what: string): string => `${number} ${number === 1 ? 'line' : 'lines'} ${what}`;
    out.push(`${file}: ${count(refused.length, 'refused')}, ${count(kept.length, 'without effect')}`);
    process.stdout.write(`${out.join('\n')}\n`);
    return refused.length > 0 ? 1 : 0;
  },
};
