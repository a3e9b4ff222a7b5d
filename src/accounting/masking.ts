/**
 * Secrets in command lines. One row per word that a secret follows; the first row that fits a word decides.
 * A masked secret is a single `*`; the keyword and the digit of its encryption type stay.
 */
interface MaskRule {
  /** The word before the secret, as in the configuration. */
  readonly after: string;
  /** Shortest abbreviation that is taken for it; the whole word when absent. */
  readonly least?: string;
  /** Words of which one must come before it in the line. */
  readonly given?: readonly string[];
  /** Words that must not follow it: it is no secret then. */
  readonly unless?: readonly string[];
  /** The secret is one word, or all that follows. */
  readonly extent: 'word' | 'rest';
  /** Words that may stand between, beside an encryption type. */
  readonly skip?: readonly string[];
}

export const maskRules: readonly MaskRule[] = [
  { after: 'config-key', extent: 'rest', skip: ['password-encrypt', 'password-encryption'] },
  { after: 'password', least: 'passw', extent: 'rest' },
  { after: 'secret', least: 'secr', extent: 'rest' },
  { after: 'server-key', extent: 'rest' },
  { after: 'key', given: ['isakmp'], extent: 'word', unless: ['generate', 'zeroize', 'import', 'export'] },
  {
    after: 'key',
    extent: 'rest',
    unless: ['chain', 'generate', 'zeroize', 'import', 'export', 'mypubkey', 'pubkey-chain', 'config-key', 'storage'],
  },
  { after: 'community', extent: 'word' },
  { after: 'md5', extent: 'word', unless: ['file:', 'flash:'] },
  { after: 'sha', given: ['auth'], extent: 'word' },
  { after: 'priv', given: ['snmp-server'], extent: 'word', skip: ['des', '3des', 'aes', '128', '192', '256'] },
  { after: 'wpa-psk', extent: 'rest', skip: ['ascii', 'hex'] },
  { after: 'authentication-key', extent: 'rest' },
  { after: 'pre-shared-key', extent: 'rest', skip: ['local', 'remote', 'hex'], unless: ['address', 'hostname'] },
];

/** Lines whose words are names of things to look at, not secrets. */
const harmless = /^\s*(do\s+)?(sh|sho|show|deb\w*|und\w*|cle\w*|mor|more|dir|ping|tel\w*|who\w*)\s/i;
/** `test aaa group GROUP USER PASSWORD` */
const testAaa = /^(\s*(?:do\s+)?te\w*\s+aaa\s+g\w*\s+\S+\s+\S+\s+)(\S+)/i;
const encryptionType = /^[0-9]$/;

/** A command line as it may be recorded, shown and logged. */
export function maskCommand(line: string): string {
  if (testAaa.test(line)) return line.replace(testAaa, '$1*');
  if (harmless.test(line)) return line;
  // Words and the white space between them, so that what is not masked stays as typed.
  const parts = line.split(/(\s+)/);
  const words = parts.map((part) => part.toLowerCase());
  for (let at = 0; at < parts.length; at += 2) {
    const rule = maskRules.find((one) => fits(one, words, at));
    if (rule === undefined) continue;
    let first = at + 2;
    while (first < parts.length && (rule.skip?.includes(words[first] ?? '') ?? false)) first += 2;
    // A lone digit is the secret itself; one with more after it is the encryption type.
    if (encryptionType.test(words[first] ?? '') && (words[first + 2] ?? '') !== '') first += 2;
    if ((parts[first] ?? '') === '') continue;
    if (rule.extent === 'rest') return [...parts.slice(0, first), '*'].join('');
    parts[first] = '*';
    words[first] = '*';
    at = first;
  }
  return parts.join('');
}

function fits(rule: MaskRule, words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  const named =
    word === rule.after || (rule.least !== undefined && word.startsWith(rule.least) && rule.after.startsWith(word));
  if (!named || (rule.unless?.includes(words[at + 2] ?? '') ?? false)) return false;
  return rule.given === undefined || words.slice(0, at).some((before) => rule.given?.includes(before));
}
