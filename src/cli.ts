import process from 'node:process';
import { parseArgs } from 'node:util';
import { explain } from './programs/explain.ts';
import type { Program } from './programs/program.ts';

/** Each is loaded when it is asked for: the daemon's hundreds of modules are nothing that a console needs. */
const programs: Readonly<Record<string, () => Promise<Program>>> = {
  run: async () => (await import('./programs/run.ts')).run,
  start: async () => (await import('./programs/start.ts')).start,
  console: async () => (await import('./programs/console.ts')).consoleProgram,
  check: async () => (await import('./programs/check.ts')).check,
  server: async () => (await import('./programs/server.ts')).server,
  records: async () => (await import('./programs/records.ts')).records,
  report: async () => (await import('./programs/report.ts')).report,
  version: async () => (await import('./programs/version.ts')).version,
};

process.exitCode = await main(process.argv.slice(2));

/** Finds the program, reads its options, runs it; the exit status. 2: the command line is wrong. */
async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(await overview());
    return name === undefined ? 2 : 0;
  }
  const wanted = name === '--version' ? 'version' : name;
  const program = Object.hasOwn(programs, wanted) ? await programs[wanted]?.() : undefined;
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
    const count = program.positionals ?? 0;
    if (positionals.length !== count)
      return usageError(
        count === 0 ? `"${positionals[0]}" is not understood` : `${program.wants ?? 'a file'} is needed`,
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

async function overview(): Promise<string> {
  const all = await Promise.all(Object.values(programs).map((load) => load()));
  const width = Math.max(...all.map(({ name }) => name.length));
  const rows = all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Tollgate keeps the books of a Linux access gateway.\n\ntollgate COMMAND [OPTION]…\n\n${rows.join('\n')}\n\ntollgate COMMAND --help tells more.\n`;
}
