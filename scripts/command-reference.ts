/** Writes `docs/command-reference.md` from the declarations of the commands: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { commandReference } from '../src/commands/reference.ts';

const file = resolve(import.meta.dirname, '../docs/command-reference.md');
writeFileSync(file, commandReference());
console.log(`${file} is up to date`);
