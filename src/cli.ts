import process from 'node:process';
import { parseArgs } from 'node:util';
import { check } from './programs/check.ts';
import { consoleProgram } from './programs/console.ts';
import { explain } from './programs/explain.ts';
import type { Program } from './programs/program.ts';
import { records } from './programs/records.ts';
import { report } from './programs/report.ts';
import { run } from './programs/run.ts';
import { server } from './programs/server.ts';
import { start } from './programs/start.ts';
import { version } from './programs/version.ts';

const programs: readonly Program[] = [run, start, consoleProgram, check, server, records, report, version];

process.exitCode = await main(process.argv.slice(2));

/** Finds the program, reads its options, runs it; the exit status. 2: the command line is wrong. */
async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(overview());
    return name === undefined ? 2 : 0;
  }
  const program = programs.find((known) => known.name === (name === '--version' ? 'version' : name));
  if (program === undefined) return usageError(`there is no command "${name}"`, 'tollgate --help');
  const help = `tollgate ${program.name} --help`;
  try {
    const { values, positionals } = parseArgs({
      args: rest,
      options: { ...program.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      strict: true,
    });
    if (values.help === true) {
      process.stdout.write(`${program.help.trim()}\n`);
      return 0;
    }
    const wanted = program.positionals ?? 0;
    if (positionals.length !== wanted)
      return usageError(
        wanted === 0 ? `"${positionals[0]}" is not understood` : `${program.wants ?? 'a file'} is needed`,
        help,
      );
    return await program.main({ values, positionals });
  } catch (cause) {
    if (isParseError(cause)) return usageError(explain(cause), help);
    process.stderr.write(`tollgate: ${explain(cause)}\n`);
    // A program that failed half-way may have left something open that would keep the process alive.
    process.exit(1);
  }
}

function usageError(reason: string, help: string): number {
  process.stderr.write(`tollgate: ${reason} (see ${help})\n`);
  return 2;
}

function isParseError(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS');
}

function overview(): string {
  const width = Math.max(...programs.map(({ name }) => name.length));
  const rows = programs.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Tollgate keeps the books of a Linux access gateway.\n\ntollgate COMMAND [OPTION]…\n\n${rows.join('\n')}\n\ntollgate COMMAND --help tells more.\n`;
}
