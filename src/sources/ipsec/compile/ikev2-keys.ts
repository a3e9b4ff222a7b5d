import type { SealedSecret } from '../../../aaa/config.ts';
import type { Ikev2KeyringPeer, Ikev2Profile } from '../config.ts';
import { serverName } from './ikev2-names.ts';
import type { Collector } from './input.ts';
import { isFor, loadKey, ownerText } from './keys.ts';
import { identityText } from './phase1.ts';

/**
 * Loads the pre-shared keys of a profile: its own, and those of its keyring.
 * @param peer of a static entry
 * @param id the identity that the peer will have, in charon's words
 */
export function loadProfileKeys(
  out: Collector,
  profile: Ikev2Profile,
  peer: string | undefined,
  id: string,
  line: string,
): void {
  const own = oneKey(out, profile.localKey, profile.remoteKey, line);
  if (own !== undefined) loadKey(out, [id], own, line);
  const { keyring } = profile;
  if (keyring === undefined) {
    if (own === undefined) out.problem(line, 'it has no keyring');
    return;
  }
  if (keyring.kind === 'aaa') {
    serverKey(out, keyring, id, line);
    return;
  }
  const ring = out.input.config.ikev2.keyrings.find(({ name }) => name === keyring.name);
  if (ring === undefined) {
    out.problem(line, `crypto ikev2 keyring ${keyring.name} is not configured`);
    return;
  }
  for (const one of ring.peers) {
    const at = `crypto ikev2 keyring ${ring.name} / peer ${one.name}`;
    const key = oneKey(out, one.keys.both ?? one.keys.local, one.keys.both ?? one.keys.remote, at);
    if (key !== undefined)
      loadKey(out, [...ownersOf(one, peer, id), ...byName(out, ring.peers, one, peer, id, at)], key, at);
  }
}

/**
 * The key of whoever shows an identity, from a server. charon wants it before the peer has said who it is: servers are asked
 * when the configuration is loaded, about the names that it has.
 */
function serverKey(
  out: Collector,
  { list, name: fixed, nameMangler, password }: Extract<Ikev2Profile['keyring'], { readonly kind: 'aaa' }>,
  id: string,
  line: string,
): void {
  const mangler = out.input.config.ikev2.nameManglers.find(({ name }) => name === nameMangler);
  if (nameMangler !== undefined && mangler === undefined) {
    out.problem(line, `crypto ikev2 name-mangler ${nameMangler} is not configured`);
    return;
  }
  const name = fixed ?? serverName(id, mangler);
  if (name === undefined) {
    const why = 'is asked for by name when the configuration is loaded; no name is known of who comes as';
    out.problem(line, `keyring aaa ${list}: a key ${why} ${id === '%any' ? 'anybody' : id}`);
    return;
  }
  const answer = out.input.group(list, name, password && out.input.open(password));
  if (answer.kind !== 'group') {
    const why = {
      unknown: 'no server has answered yet',
      local: 'local has no keys; keyring local has',
      none: 'refused',
    };
    out.problem(line, `keyring aaa ${list}: key of ${name}: ${why[answer.kind]}`);
    return;
  }
  const { clearKey, localKey = clearKey, remoteKey = clearKey } = answer.group;
  const key = remoteKey ?? localKey;
  if (key === undefined) out.problem(line, `keyring aaa ${list}: the server gives ${name} no key`);
  else if (localKey !== undefined && localKey !== key) out.problem(line, `keyring aaa ${list}: ${name}: ${twoKeys}`);
  else loadKey(out, [id], { clear: key }, line);
}

const twoKeys = 'charon has one key for both directions; these are two';

/** charon has one key for both directions. */
function oneKey(
  out: Collector,
  local: SealedSecret | undefined,
  remote: SealedSecret | undefined,
  line: string,
): SealedSecret | undefined {
  if (local !== undefined && remote !== undefined && out.input.open(local) !== out.input.open(remote)) {
    out.problem(line, twoKeys);
    return undefined;
  }
  return local ?? remote;
}

/**
 * charon looks for the key of the identity that the peer shows, IOS for that of its address, too: where both are known,
 * the key is under both.
 */
function ownersOf({ address, hostname, identity }: Ikev2KeyringPeer, peer: string | undefined, id: string): string[] {
  const owners = new Set<string>();
  const byIdentity = identity === undefined ? undefined : identityText(identity);
  if (byIdentity !== undefined) owners.add(byIdentity);
  if (hostname !== undefined) owners.add(`fqdn:${hostname}`);
  const byAddress = address === undefined ? undefined : ownerText(address);
  if (byAddress !== undefined) owners.add(byAddress);
  const isPeer =
    peer !== undefined &&
    (hostname === peer ||
      (address !== undefined && byAddress !== '%any' && isFor({ owner: address, key: { type: 6, text: '' } }, peer)));
  if (isPeer && byIdentity === undefined && id !== '%any') owners.add(id);
  return [...owners];
}

/**
 * A peer that is not known before comes under the name that the profile matches; charon looks for the key of that name
 * alone. The key of a keyring with one peer is the one that is meant; among several only `identity` can tell.
 */
function byName(
  out: Collector,
  all: readonly Ikev2KeyringPeer[],
  { address, hostname, identity }: Ikev2KeyringPeer,
  peer: string | undefined,
  id: string,
  line: string,
): readonly string[] {
  const named = /^(?:fqdn|email|keyid):/.test(id);
  if (peer !== undefined || !named || address === undefined || hostname !== undefined || identity !== undefined)
    return [];
  if (ownerText(address) === '%any') return [];
  if (all.length === 1) return [id];
  out.problem(line, `its key is that of an address, but who comes as ${id} is looked up by name: identity is needed`);
  return [];
}
