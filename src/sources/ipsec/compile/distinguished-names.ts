import { X509Certificate } from 'node:crypto';

/** Distinguished names as texts: IOS's, charon's, and those of certificates. */

/** One part of a name, its type in capitals as charon spells it: `['OU', 'Sales']`. */
export type NamePart = readonly [type: string, value: string];

/** Types that IOS and certificates have, in charon's spelling. */
const types: Readonly<Record<string, string>> = {
  ...{
    c: 'C',
    cn: 'CN',
    d: 'D',
    dc: 'DC',
    dnq: 'DNQ',
    e: 'E',
    ea: 'E',
    email: 'E',
    emailaddress: 'E',
    g: 'G',
    gn: 'G',
  },
  ...{ i: 'I', l: 'L', n: 'N', o: 'O', ou: 'OU', s: 'S', serialnumber: 'serialNumber', sn: 'SN', st: 'ST' },
  ...{ t: 'T', title: 'T', uid: 'UID', unstructuredname: 'unstructuredName', hostname: 'unstructuredName' },
};

/** Parts of `cn = gw, ou=Sales` or `CN=gw\nOU=Sales`; `undefined`: it is not a list of parts that charon knows. */
export function nameParts(text: string): readonly NamePart[] | undefined {
  const parts: NamePart[] = [];
  for (const piece of text.split(/[,\n](?=\s*[\w.-]+\s*=)/)) {
    const [, word, value] = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/s.exec(piece) ?? [];
    const type = types[word?.toLowerCase() ?? ''];
    // charon takes commas and slashes for the ends of parts.
    if (type === undefined || value === undefined || value === '' || /[,/"\\+*\n]/.test(value)) return undefined;
    parts.push([type, value]);
  }
  return parts.length === 0 ? undefined : parts;
}

/** In charon's words. */
export const nameText = (parts: readonly NamePart[]): string => parts.map((part) => part.join('=')).join(', ');

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/\s*([=,])\s*/g, '$1')
    .trim();

/** Whether the subject of a certificate is, or contains, a text; case and spaces around `=` and `,` do not count. */
export function subjectFits(pem: string, operator: 'co' | 'eq', text: string): boolean {
  const subject = subjectOf(pem);
  if (subject === undefined) return false;
  const lines = subject.split('\n');
  // Names are written from either end.
  const whole = [lines, lines.toReversed()].map((one) => plain(one.join(',')));
  const wanted = plain(text);
  if (operator === 'eq') return whole.includes(wanted);
  const parts = nameParts(text)?.map((part) => plain(part.join('=')));
  const own = new Set(nameParts(subject)?.map((part) => plain(part.join('='))));
  return whole.some((one) => one.includes(wanted)) || parts?.every((part) => own.has(part)) === true;
}

function subjectOf(pem: string): string | undefined {
  try {
    return new X509Certificate(pem).subject;
  } catch {
    return undefined;
  }
}
