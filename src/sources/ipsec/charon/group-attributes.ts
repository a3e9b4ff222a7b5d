import type { RadiusPacket } from '../../../aaa/index.ts';
import { find, findAll } from '../../../protocols/radius/index.ts';
import type { GroupAnswer } from '../compile/index.ts';

type Described = Extract<GroupAnswer, { readonly kind: 'group' }>['group'];

/**
 * What a RADIUS server says of a group of remote clients: `ipsec:…` AV pairs as Cisco's gateways read them, and the
 * group's key as Tunnel-Password (RFC 2868 §3.5) or `ipsec:tunnel-password=`.
 */
export function readGroup(name: string, packet: RadiusPacket): Described {
  const said = new Map<string, string[]>();
  for (const pair of findAll(packet, 'Cisco-AVPair')) {
    const match = /^ipsec:([\w-]+)[=*](.*)$/s.exec(pair);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    said.set(match[1], [...(said.get(match[1]) ?? []), match[2].trim()]);
  }
  const one = (attribute: string): string | undefined => said.get(attribute)?.[0];
  const list = (attribute: string): readonly string[] | undefined => {
    const values = said.get(attribute)?.flatMap((value) => value.split(/[\s,]+/).filter(Boolean)) ?? [];
    return values.length === 0 ? undefined : values;
  };
  const number = (attribute: string): number | undefined => {
    const text = one(attribute);
    return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
  };
  const isSet = (attribute: string): true | undefined => (one(attribute) === '1' ? true : undefined);
  // The server's hiding is undone already; the tag is in front (RFC 2868 §3.5).
  const hidden = find(packet, 'Tunnel-Password');
  const key = one('tunnel-password') ?? (hidden && Buffer.from(hidden.subarray(1)).toString());
  const found = {
    clearKey: key,
    localKey: one('ikev2-password-local'),
    remoteKey: one('ikev2-password-remote'),
    pool: one('addr-pool'),
    acl: one('inacl'),
    dns: list('dns-servers'),
    wins: list('wins-servers'),
    domain: one('default-domain'),
    netmask: one('netmask'),
    splitDns: list('split-dns'),
    banner: one('banner'),
    backupGateways: list('backup-gateway'),
    maxUsers: number('max-users'),
    maxLogins: number('max-logins'),
    savePassword: isSet('save-password'),
    groupLock: isSet('group-lock'),
    includeLocalLan: isSet('include-local-lan'),
    pfs: isSet('pfs'),
  };
  const kept = Object.entries(found).filter(([, value]) => value !== undefined);
  return { name, ...Object.fromEntries(kept) };
}
