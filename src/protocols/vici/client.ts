import { err, ok, type Result } from '../../base/result.ts';
import type { CommandOptions, SaSelector, ViciClient, ViciClientOptions } from './client-types.ts';
import { CommandPool } from './command-pool.ts';
import type { ViciFailure, ViciReadFailure } from './failure.ts';
import { Link } from './link.ts';
import { readConnection, readLogLine, readPools, readStats, readVersion } from './read-daemon.ts';
import { readIkeSa, readSaEvent, saEvents } from './read-sas.ts';
import type { ViciSection } from './value.ts';

type Reply<T> = Promise<Result<T, ViciFailure>>;
type Reader<T> = (message: ViciSection) => Result<T, ViciReadFailure>;

/** Starts a client: it connects at once and goes on trying until it is closed. */
export function viciClient(options: ViciClientOptions): ViciClient {
  const { socket, clock, random, timeout = 30_000, parallel = 4 } = options;
  const pool = new CommandPool(socket, parallel, clock);
  const typed: ReadonlySet<string> = new Set(saEvents);
  const link = new Link({
    path: socket,
    events: options.events ?? saEvents,
    onLink: options.onLink,
    onEvent(name, message) {
      if (!typed.has(name)) return options.onOther?.(name, message);
      const event = readSaEvent(name, message);
      if (event.ok) options.onEvent(event.value);
      else options.onUnreadable?.(name, event.error, message);
    },
    onUnknownEvent: (name) => options.onUnknownEvent?.(name),
    clock,
    random,
    timeout,
    backOff: options.backOff ?? { first: 100, most: 5_000 },
  });

  const command: ViciClient['command'] = (name, message = {}, limits = {}) =>
    pool.run({ name, message, timeout: limits.timeout ?? timeout, signal: limits.signal });

  const stream: ViciClient['stream'] = (name, event, item, message = {}, limits = {}) =>
    pool.run({ name, message, stream: { event, item }, timeout: limits.timeout ?? timeout, signal: limits.signal });

  const read = async <T>(name: string, reader: Reader<T>, message: ViciSection, limits?: CommandOptions): Reply<T> => {
    const answer = await command(name, message, limits);
    if (!answer.ok) return answer;
    return readable(name, reader(answer.value));
  };

  const collect = async <T>(
    name: string,
    event: string,
    reader: Reader<T>,
    message: ViciSection,
    limits?: CommandOptions,
  ): Reply<readonly T[]> => {
    const items: T[] = [];
    let unreadable: Result<never, ViciFailure> | undefined;
    const item = (one: ViciSection): void => {
      const value = readable(name, reader(one));
      if (value.ok) items.push(value.value);
      else unreadable ??= value;
    };
    const answer = await stream(name, event, item, message, limits);
    return answer.ok ? (unreadable ?? ok(items)) : answer;
  };

  const done = async (name: string, message: ViciSection, limits?: CommandOptions): Reply<void> => {
    const answer = await command(name, message, limits);
    return answer.ok ? ok(undefined) : answer;
  };

  return {
    get up() {
      return link.up;
    },
    get charon() {
      return link.charon;
    },
    command,
    stream,
    version: (limits) => read('version', readVersion, {}, limits),
    stats: (limits) => read('stats', readStats, {}, limits),
    listSas: ({ ike, ikeId, noblock = false, ...limits } = {}) =>
      collect(
        'list-sas',
        'list-sa',
        readIkeSa,
        {
          ...(ike === undefined ? {} : { ike }),
          ...(ikeId === undefined ? {} : { 'ike-id': String(ikeId) }),
          ...(noblock ? { noblock: 'yes' } : {}),
        },
        limits,
      ),
    listConnections: (name, limits) =>
      collect('list-conns', 'list-conn', readConnection, name === undefined ? {} : { ike: name }, limits),
    getPools: ({ name, leases = false, ...limits } = {}) =>
      read(
        'get-pools',
        readPools,
        { ...(name === undefined ? {} : { name }), ...(leases ? { leases: 'yes' } : {}) },
        limits,
      ),
    loadConnection: (name, connection, limits) => done('load-conn', { [name]: connection }, limits),
    unloadConnection: (name, limits) => done('unload-conn', { name }, limits),
    loadShared: ({ id, type, data, owners }, limits) => done('load-shared', { id, type, data, owners }, limits),
    unloadShared: (id, limits) => done('unload-shared', { id }, limits),
    loadPool: (name, poolSection, limits) => done('load-pool', { [name]: poolSection }, limits),
    unloadPool: (name, limits) => done('unload-pool', { name }, limits),
    async terminate(which, { wait = true, force = false, ...limits } = {}) {
      const message = { ...selector(which), ...(wait ? {} : { timeout: '-1' }), ...(force ? { force: 'yes' } : {}) };
      const answer = noMatch(await command('terminate', message, limits));
      return answer.ok
        ? ok({ matches: count(answer.value.matches), terminated: count(answer.value.terminated) })
        : answer;
    },
    async rekey(which, { reauth = false, ...limits } = {}) {
      const message = { ...selector(which), ...(reauth ? { reauth: 'yes' } : {}) };
      const answer = noMatch(await command('rekey', message, limits));
      return answer.ok ? ok({ matches: count(answer.value.matches) }) : answer;
    },
    async initiate({ child, ike }, { wait = true, log, ...limits } = {}) {
      const message = {
        ...(child === undefined ? {} : { child }),
        ...(ike === undefined ? {} : { ike }),
        ...(wait ? {} : { timeout: '-1' }),
      };
      const line = (one: ViciSection): void => {
        const read = readLogLine(one);
        if (read.ok) log?.(read.value);
      };
      const answer = await (log === undefined
        ? command('initiate', message, limits)
        : stream('initiate', 'control-log', line, message, limits));
      return answer.ok ? ok(undefined) : answer;
    },
    close() {
      link.close();
      pool.close();
    },
  };
}

const readable = <T>(command: string, result: Result<T, ViciReadFailure>): Result<T, ViciFailure> =>
  result.ok ? result : err({ kind: 'garbled', command, detail: `${result.error.kind} ${result.error.path.join('.')}` });

const selector = (which: SaSelector): ViciSection => {
  if ('ikeId' in which) return { 'ike-id': String(which.ikeId) };
  if ('childId' in which) return { 'child-id': String(which.childId) };
  return 'ike' in which ? { ike: which.ike } : { child: which.child };
};

const count = (value: ViciSection[string] | undefined): number => (typeof value === 'string' ? Number(value) || 0 : 0);

/** charon refuses when no SA matches; to us that is an answer. */
const noMatch = (answer: Result<ViciSection, ViciFailure>): Result<ViciSection, ViciFailure> =>
  !answer.ok && answer.error.kind === 'refused' && answer.error.response.matches === '0'
    ? ok(answer.error.response)
    : answer;
