import { placesOf } from './connection.ts';
import { ikev2Connections } from './ikev2-connections.ts';
import { Collector, type Compiled, type CompileInput } from './input.ts';
import { isakmpConnections } from './isakmp-connections.ts';
import { loadIsakmpKeys } from './keys.ts';
import { localEnds } from './local-ends.ts';
import { loadCommands } from './message.ts';
import { loadPools } from './pools.ts';

/**
 * The configuration for charon: what is to be loaded, where each connection comes from, and what cannot be had. A crypto
 * map has no effect before it is on an interface.
 */
export function compile(input: CompileInput): Compiled {
  // Who takes addresses is known when the connections are; the connections name the pools.
  const first = new Collector(input, new Map());
  run(first);
  const pools = new Collector(input, new Map());
  const out = new Collector(input, loadPools(pools, [...first.poolUsers.values()]));
  for (const load of pools.loads.values()) out.load(load);
  for (const { line, reason } of pools.problems) out.problem(line, reason);
  run(out);
  const loads = [...out.loads.values()].sort(
    (one, other) => loadCommands.indexOf(one.command) - loadCommands.indexOf(other.command),
  );
  return { loads, origins: out.origins, problems: out.problems };
}

function run(out: Collector): void {
  const places = localEnds(out).flatMap((end) => placesOf(out, end));
  if (places.length === 0) return;
  loadIsakmpKeys(out, places);
  for (const place of places) {
    isakmpConnections(out, place);
    ikev2Connections(out, place);
  }
  const groups = [...out.origins.values()].filter(
    ({ version, group, peer }) => version === 1 && group !== undefined && peer === undefined,
  );
  for (const { command, message, line } of out.loads.values())
    if (command === 'load-shared' && groups.length > 0 && String(message.owners) === '%any')
      out.problem(line, 'charon takes this key for every IKEv1 peer, before that of its group');
}
