import type { Aaa } from '../aaa/index.ts';
import { planFor } from '../accounting/lists.ts';
import type { Configuration } from '../commands/configuration.ts';
import { RadiusProxy, type RadiusProxyDeps } from '../sources/radius-proxy/index.ts';

export type RadiusProxyParts = Pick<RadiusProxyDeps, 'clock' | 'random' | 'log' | 'accounting' | 'vault' | 'owner'> & {
  readonly aaa: Aaa;
  readonly running: () => Configuration;
};

/** The RADIUS proxy over the lists of the configuration. */
export function makeRadiusProxy({ running, ...parts }: RadiusProxyParts): RadiusProxy {
  const { aaa } = parts;
  const plan = (event: 'network' | 'resource', list: string) => {
    const { accounting, aaa: groups } = running();
    return planFor(accounting, groups, (name) => aaa.groups.get(name)?.protocol, event, list);
  };
  return new RadiusProxy({
    ...parts,
    interimInterval: (list) => plan('network', list).interval,
    callsWanted: () => plan('resource', 'default').rule !== 'none',
    arapList: (port) =>
      running().terminal.lines.find((line) => line.kind === 'tty' && line.number === port)?.accountingArap,
  });
}
