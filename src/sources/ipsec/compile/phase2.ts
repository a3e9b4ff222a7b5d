import type { ViciSection } from '../../../protocols/vici/index.ts';
import type { DynamicMapEntry, IsakmpProfile, MapEntrySettings, MapSettings } from '../config.ts';
import { transforms } from './algorithms.ts';
import type { Collector } from './input.ts';

import type { ConfiguredFlow } from './origin.ts';
import { saLifetimes } from './phase1.ts';
import { overlap, select, selector } from './traffic.ts';

/** IPsec SAs of a connection: what they protect, and how. */

/** Children of a connection and the flows that they are for. */
export interface Children {
  readonly sections: ViciSection;
  readonly flows: readonly ConfiguredFlow[];
}

/** When charon sets up a flow by itself: never, when a packet needs it, or at once. */
export type Start = 'none' | 'trap' | 'start';

/** What an entry says of that. */
export const startFor = ({ initiate }: Pick<MapEntrySettings, 'initiate'>): Start =>
  initiate === 'always' ? 'start' : initiate === 'never' ? 'none' : 'trap';

export interface ChildrenOf {
  readonly connection: string;
  /** Line of the entry. */
  readonly line: string;
  readonly entry: MapEntrySettings | DynamicMapEntry;
  readonly start: Start;
  /** Clients are given an address: what is theirs is that address. */
  readonly client: boolean;
  /** Whether peers without an access list of ours may say themselves what is theirs. */
  readonly any: boolean;
  readonly insideVrf: string | undefined;
}

const everything = '0.0.0.0/0';
const defaultLifetime = 3600;

/** `undefined`: without a transform set, or without any traffic, there is nothing to set up; the problem is noted. */
export function children(out: Collector, of: ChildrenOf): Children | undefined {
  const { entry, line, connection } = of;
  const shared = settings(out, entry, line, of.insideVrf);
  if (shared === undefined) return undefined;
  const sections: Record<string, ViciSection> = {};
  const flows: ConfiguredFlow[] = [];
  const add = (name: string, local: string, remote: string, flow: Omit<ConfiguredFlow, 'child'>): void => {
    const child = `${connection}/${name}`;
    sections[child] = { ...shared, local_ts: [local], remote_ts: [remote], ...startOf(of.start) };
    flows.push({ child, ...flow });
  };
  if (entry.matchAddress === undefined) {
    if (!of.client && !of.any) {
      out.problem(line, 'it has no match address');
      return undefined;
    }
    const remote = of.client ? 'dynamic' : everything;
    add('any', everything, remote, { protocol: 0, local: everything, remote });
    return { sections, flows };
  }
  const list = out.input.config.accessLists.find(({ name }) => name === entry.matchAddress);
  if (list === undefined) {
    out.problem(line, `access list ${entry.matchAddress} is not configured`);
    return undefined;
  }
  const { lines, refused } = select(list);
  for (const reason of refused) out.problem(`access-list ${list.name}`, reason);
  lines.forEach(({ action, place, flow }, index) => {
    const local = selector(flow.local, flow.protocol, flow.localPort);
    const remote = selector(flow.remote, flow.protocol, flow.remotePort);
    if (action === 'permit') add(`${list.name}.${place}`, local, remote, flow);
    else if (lines.slice(index + 1).some((later) => later.action === 'permit' && overlap(later.flow, flow)))
      sections[`${connection}/${list.name}.${place}`] = {
        ...{ local_ts: [local], remote_ts: [remote], mode: 'pass', start_action: 'trap' },
      };
  });
  if (flows.length > 0) return { sections, flows };
  out.problem(line, `access list ${list.name} permits nothing that can be tunnelled`);
  return undefined;
}

const startOf = (start: Start): ViciSection =>
  start === 'none'
    ? {}
    : start === 'trap'
      ? { start_action: 'trap' }
      : // A peer that is gone is called again.
        { start_action: 'start', close_action: 'start', dpd_action: 'start' };

/** What all children of an entry have in common. */
function settings(
  out: Collector,
  entry: MapSettings,
  line: string,
  insideVrf: string | undefined,
): ViciSection | undefined {
  const { config } = out.input;
  const esp: string[] = [];
  const ah: string[] = [];
  let mode: string | undefined;
  for (const name of entry.transformSets) {
    const set = config.transformSets.find((one) => one.name === name);
    if (set === undefined) {
      out.problem(line, `transform set ${name} is not configured`);
      continue;
    }
    const made = transforms(set, entry.pfs);
    if (made.kind === 'refused') out.problem(`crypto ipsec transform-set ${name}`, made.reason);
    else {
      (made.kind === 'esp' ? esp : ah).push(made.proposal);
      mode ??= set.mode;
    }
  }
  if (esp.length + ah.length === 0) {
    out.problem(line, 'it has no transform set');
    return undefined;
  }
  const seconds = entry.lifetime.seconds ?? config.lifetime.seconds ?? defaultLifetime;
  // A volume that is not configured ends no SA here: charon would rekey without a word, and bytes went uncounted.
  const kilobytes = entry.lifetime.kilobytes ?? config.lifetime.kilobytes;
  const idle = entry.idleTime ?? config.idleTime;
  const replay = entry.replayWindow ?? config.replayWindow;
  return {
    ...(esp.length > 0 ? { esp_proposals: esp } : {}),
    ...(ah.length > 0 ? { ah_proposals: ah } : {}),
    ...(mode === 'transport' ? { mode } : {}),
    ...saLifetimes(seconds, typeof kilobytes === 'number' ? kilobytes : undefined),
    ...(idle === undefined ? {} : { inactivity: `${idle}s` }),
    ...(replay === undefined ? {} : { replay_window: replay === 'disable' ? '0' : String(replay) }),
    dpd_action: 'clear',
    ...inVrf(out, insideVrf, line),
  };
}

/** SAs of a VRF that is one of Linux belong to the tunnel device in it. */
function inVrf(out: Collector, name: string | undefined, line: string): ViciSection {
  if (name === undefined) return {};
  const vrf = out.input.config.vrfs.find((one) => one.name === name);
  if (vrf?.linux === undefined) return {};
  const device = out.input.tunnelDevice(vrf.linux);
  if (device === undefined) {
    const where = `the ${vrf.linux.kind} ${vrf.linux.name} of vrf ${name}`;
    out.problem(line, `there is no XFRM interface, and no VTI with keys, in ${where}`);
    return {};
  }
  return device.kind === 'interface'
    ? { if_id_in: String(device.id), if_id_out: String(device.id) }
    : { mark_in: String(device.markIn), mark_out: String(device.markOut) };
}

/** VRF of what is inside: that of the profile, else that of the interface. */
export const insideVrf = (profile: Pick<IsakmpProfile, 'vrf'> | undefined, frontVrf: string | undefined) =>
  profile?.vrf ?? frontVrf;
