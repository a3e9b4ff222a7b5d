import type { Accounting } from '../accounting/index.ts';
import type { Configuration } from '../commands/configuration.ts';
import { RadiusClient } from '../protocols/radius/index.ts';
import type { SessionControl } from '../sources/control/index.ts';
import { DynamicAuthor, type DynamicAuthorDeps } from '../sources/dynamic-author/index.ts';
import { PassingOn, type RadiusProxy } from '../sources/radius-proxy/index.ts';

export type DynamicAuthorParts = Pick<DynamicAuthorDeps, 'clock' | 'random' | 'log' | 'aaa' | 'vault'> & {
  readonly accounting: Accounting;
  readonly control: SessionControl;
  readonly radiusProxy: RadiusProxy;
  readonly running: () => Configuration;
};

/** Requests that end or change sessions, and the client that passes on those about sessions of access software. */
export function makeDynamicAuthor({ accounting, radiusProxy, running, ...parts }: DynamicAuthorParts): {
  readonly dynamicAuthor: DynamicAuthor;
  readonly towardsSoftware: RadiusClient;
} {
  const { clock, random, control } = parts;
  const towardsSoftware = new RadiusClient({ clock, random });
  control.join(
    new PassingOn({
      ...{ clock, accounting },
      sessions: radiusProxy.sessions,
      client: towardsSoftware,
      settingsAt: (address) => radiusProxy.settingsAt(address),
      secretAt: (address) => radiusProxy.secretAt(address),
    }),
  );
  const dynamicAuthor = new DynamicAuthor({
    ...parts,
    hostname: () => running().terminal.hostname,
    addresses: () => {
      const { nasIpAddress } = running().aaa.radius;
      return nasIpAddress === undefined ? [] : [nasIpAddress];
    },
  });
  return { dynamicAuthor, towardsSoftware };
}
