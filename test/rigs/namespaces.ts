/**
 * Networks of their own: Linux network namespaces, joined by virtual cables. Needs root and iproute2. Whatever runs in
 * them ends with the test, and they go away, also those of a test run that was killed.
 */
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import type { TestContext } from 'node:test';

/** What things that a rig makes end with: a test, or whatever else runs all of these at its end. */
export type Scope = Pick<TestContext, 'after'>;

export interface Namespace {
  readonly name: string;
  /** Words of a command that runs the one after it in here. */
  readonly command: readonly string[];
  /** Runs `ip` on the links and addresses in here. */
  ip(...words: string[]): string;
}

const prefix = 'tollgate-';

/** Runs ip(8); what it printed. Throws with its words when it fails. */
const ip = (...words: string[]): string => execFileSync('ip', words, { encoding: 'utf8' });

/** Makes namespaces for one test. Throws when that cannot be done here: such a test must not pass unseen. */
export function makeNamespaces<N extends string>(t: Scope, names: readonly N[]): Record<N, Namespace> {
  if (process.getuid?.() !== 0) throw new Error('network namespaces need root');
  for (const stale of existing()) if (!lives(Number(/^tollgate-(\d+)-/.exec(stale)?.[1] ?? 0))) remove(stale);
  const made = names.map((name): [N, Namespace] => {
    const full = `${prefix}${process.pid}-${name}`;
    ip('netns', 'add', full);
    return [name, { name: full, command: ['ip', 'netns', 'exec', full], ip: (...words) => ip('-n', full, ...words) }];
  });
  const end = (): void => {
    for (const [, { name }] of made) remove(name);
  };
  t.after(end);
  process.once('exit', end);
  for (const [, namespace] of made) namespace.ip('link', 'set', 'lo', 'up');
  // The names are those asked for, each once.
  return Object.fromEntries(made) as Record<N, Namespace>;
}

/** One end of a cable: the interface's name, and its address with prefix length if it has one. */
export interface CableEnd {
  readonly within: Namespace;
  readonly name: string;
  readonly address?: string;
  /** A bridge in the same namespace that it is plugged into. */
  readonly bridge?: string;
}

/** Joins two namespaces with a cable; both ends are up. */
export function cable(...ends: readonly [CableEnd, CableEnd]): void {
  const [a, b] = ends;
  a.within.ip('link', 'add', a.name, 'type', 'veth', 'peer', 'name', b.name, 'netns', b.within.name);
  for (const { within, name, address, bridge } of ends) {
    if (address !== undefined) within.ip('address', 'add', address, 'dev', name);
    if (bridge !== undefined) within.ip('link', 'set', name, 'master', bridge);
    within.ip('link', 'set', name, 'up');
  }
}

const existing = (): string[] =>
  ip('netns', 'list')
    .split('\n')
    .flatMap((line) => line.split(' ')[0] ?? [])
    .filter((name) => name.startsWith(prefix));

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends what runs in a namespace of ours, and removes it; nothing to do when it is gone. */
function remove(name: string): void {
  if (!existing().includes(name)) return;
  try {
    for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It went by itself.
      }
    }
    ip('netns', 'delete', name);
  } catch (error) {
    // Another test may remove what is left of a third one at this very moment.
    if (existing().includes(name)) throw error;
  }
}
