import type { Attribute } from './attribute.ts';
import type { Encryption } from './attribute-table.ts';
import { revealTunnelPassword, revealUserPassword, type Secret, secretOctets } from './authenticator.ts';

/** SMI enterprise number of Microsoft. */
const microsoft = 311;
const tunnelPassword = 69;

/** Attributes of answers that are hidden with secret and request authenticator: RFC 2868 §3.5, RFC 2548 §2.4. */
function hiding({ type, vendor, vendorType }: Attribute): Encryption | undefined {
  if (vendor === undefined) return type === tunnelPassword ? 'tunnel-password' : undefined;
  if (vendor !== microsoft) return undefined;
  // MS-MPPE-Send-Key and MS-MPPE-Recv-Key; MS-CHAP-MPPE-Keys.
  return vendorType === 16 || vendorType === 17 ? 'salted' : vendorType === 12 ? 'user-password' : undefined;
}

/**
 * The attributes of an answer with what its server hid in clear and marked, so that it is hidden anew when they are sent
 * on to somebody with another secret. What cannot be revealed is left out.
 * @param authenticator of the request that was answered, 16 octets
 */
export function revealHidden(
  attributes: readonly Attribute[],
  secret: Secret,
  authenticator: Uint8Array,
): readonly Attribute[] {
  if (!attributes.some(hiding)) return attributes;
  const octets = secretOctets(secret);
  return attributes.flatMap((attribute) => {
    const conceal = hiding(attribute);
    if (conceal === undefined) return [attribute];
    const value = reveal(attribute.value, conceal, octets, authenticator);
    return value === undefined ? [] : [{ ...attribute, value, conceal }];
  });
}

function reveal(
  hidden: Uint8Array,
  how: Encryption,
  secret: Uint8Array,
  authenticator: Uint8Array,
): Uint8Array | undefined {
  if (how === 'user-password') return revealUserPassword(hidden, secret, authenticator);
  if (how === 'salted') return revealTunnelPassword(hidden, secret, authenticator);
  const clear = revealTunnelPassword(hidden.subarray(1), secret, authenticator);
  return clear && Buffer.concat([hidden.subarray(0, 1), clear]);
}
