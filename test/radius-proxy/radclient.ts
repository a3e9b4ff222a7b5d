import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Purpose = 'auth' | 'acct' | 'disconnect' | 'coa';

/** What radclient was told. */
export interface Told {
  /** `Access-Accept`, `Accounting-Response`, `Disconnect-NAK`, …; undefined: no answer. */
  readonly answer: string | undefined;
  /** Attributes of the answer, as radclient prints them, without quotes. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly output: string;
}

/** Sends one request with FreeRADIUS' client and waits for its answer. */
export async function radclient(
  purpose: Purpose,
  to: { readonly port: number; readonly secret: string },
  attributes: readonly (readonly [name: string, value: string | number])[],
  options: { readonly timeout?: number; readonly retries?: number; readonly within?: readonly string[] } = {},
): Promise<Told> {
  const { timeout = 5, retries = 1, within = [] } = options;
  const words = ['-x', '-t', String(timeout), '-r', String(retries), `127.0.0.1:${to.port}`, purpose, to.secret];
  const [program = '', ...rest] = [...within, '/usr/bin/radclient', ...words];
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.end(`${attributes.map(([name, value]) => `${name} = ${quoted(value)}`).join('\n')}\n`);
  await once(child, 'close');
  const received = /Received (\S+) Id[^\n]*\n((?:\t[^\n]*\n)*)/.exec(output);
  const lines = (received?.[2] ?? '').split('\n').filter((line) => line !== '');
  return {
    answer: received?.[1],
    attributes: lines.map((line) => {
      const [, name = '', value = ''] = /^\t(\S+) = (.*)$/.exec(line) ?? [];
      return [name, value.replace(/^"(.*)"$/, '$1')];
    }),
    output,
  };
}

const quoted = (value: string | number): string =>
  typeof value === 'number' || /^[\d.]+$|^0x|^[A-Z][\w-]+$/.test(value) ? String(value) : `"${value}"`;

export const textOf = ({ attributes }: { readonly attributes: Told['attributes'] }, name: string): string | undefined =>
  attributes.find(([known]) => known === name)?.[1];
