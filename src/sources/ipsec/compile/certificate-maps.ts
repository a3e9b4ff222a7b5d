import type { CertificateCondition, CertificateMap } from '../config.ts';
import { type NamePart, nameParts, nameText, subjectFits } from './distinguished-names.ts';
import type { Collector } from './input.ts';

/**
 * Certificate maps in what charon compares: the identity that a peer shows, which its certificate must have as its subject or
 * one of its other names, and the authority that has signed it. Whatever else a condition asks for is refused at its
 * line, and nobody gets in by that number of the map.
 */

/** One number of a certificate map. */
export interface CertificateMatch {
  /** Identity that the peer must have, in charon's words. */
  readonly id: string;
  /** Whether an authority, as PEM, may have signed the peer's certificate. */
  readonly issuer: (pem: string) => boolean;
  /** What tells it from others: parts of the names of its connections. */
  readonly what: readonly string[];
  readonly line: string;
}

/** What the certificate maps of a profile let in. @param by the line of the profile */
export function certificateMatches(out: Collector, names: readonly string[], by: string): CertificateMatch[] {
  return names.flatMap((name) => {
    const entries = out.input.config.certificateMaps.filter((one) => one.name === name);
    if (entries.length === 0) out.problem(by, `crypto pki certificate map ${name} is not configured`);
    return entries.flatMap((entry) => matchOf(out, entry) ?? []);
  });
}

function matchOf(out: Collector, { name, sequence, conditions }: CertificateMap): CertificateMatch | undefined {
  const line = `crypto pki certificate map ${name} ${sequence}`;
  const owner: NamePart[] = [];
  const others: string[] = [];
  let understood = true;
  for (const one of conditions) {
    const refused = certificateRefusal(one);
    const found = one.field === 'issuer-name' ? undefined : ownerOf(one);
    if (refused !== undefined) {
      out.problem(`${line} / ${one.field} ${one.operator} ${one.value}`, refused);
      understood = false;
    } else if (found === undefined || typeof found === 'string') continue;
    else if ('parts' in found) owner.push(...found.parts);
    else others.push(found.id);
  }
  if (others.length + (owner.length > 0 ? 1 : 0) > 1) {
    out.problem(line, 'charon compares one identity of a peer: one of these names must do');
    return undefined;
  }
  const issuers = conditions.filter(({ field }) => field === 'issuer-name');
  return understood
    ? {
        id: others[0] ?? (owner.length > 0 ? nameText(owner) : '%any'),
        issuer: issuerOf(issuers),
        what: ['certificate', name, String(sequence)],
        line,
      }
    : undefined;
}

/** Why a condition cannot be had; undefined: it can. */
export function certificateRefusal(condition: CertificateCondition): string | undefined {
  const { field, operator } = condition;
  if (field === 'issuer-name') return operator === 'ge' || operator === 'lt' ? 'a name is no number' : undefined;
  const found = ownerOf(condition);
  return typeof found === 'string' ? found : undefined;
}

/** What a condition says of the owner's names; a text says why it cannot be had. */
function ownerOf({
  field,
  operator,
  value,
}: CertificateCondition): { readonly parts: readonly NamePart[] } | { readonly id: string } | string {
  if (field !== 'subject-name' && field !== 'alt-subject-name' && field !== 'name')
    return `charon does not compare the ${field} of certificates`;
  if (operator !== 'co' && operator !== 'eq') return 'charon lets in who has a name, not who has not: only co and eq';
  const parts = nameParts(value);
  if (field !== 'alt-subject-name' && parts !== undefined) return { parts };
  if (field === 'subject-name') return 'charon compares whole parts of a name: cn=…, ou=…, o=…';
  const text = value.trim();
  if (!/^[\w.@-]+$/.test(text)) return 'charon compares host names, mail addresses and addresses here';
  const address = /^(?:\d+\.){3}\d+$/.test(text);
  if (operator === 'eq') return { id: address ? text : `${text.includes('@') ? 'email' : 'fqdn'}:${text}` };
  if (text.startsWith('@')) return { id: `email:*${text}` };
  if (text.startsWith('.')) return { id: `fqdn:*${text}` };
  return 'charon compares whole names, or how they end: .example.com, @example.com';
}

const issuerOf =
  (conditions: readonly CertificateCondition[]) =>
  (pem: string): boolean =>
    conditions.every(({ operator, value }) => {
      const fits = subjectFits(pem, operator === 'co' || operator === 'nc' ? 'co' : 'eq', value);
      return operator === 'co' || operator === 'eq' ? fits : !fits;
    });
