/** Characters of base64 on one written line. */
const width = 72;

/**
 * A public key (`ssh-ed25519 AAAA…`, or empty) with a further line of its text: the start of a key in OpenSSH's form with
 * type and perhaps a comment, or base64 alone, in which case the type is read from it. `undefined` when it isn't that.
 */
export function appendKeyText(key: string, line: string): string | undefined {
  const words = line.trim().split(/\s+/);
  if (key !== '') {
    const [more = ''] = words;
    return isBase64(more) ? key + more : undefined;
  }
  const [first = '', second] = words;
  if (second !== undefined) return typeOf(second) === first ? `${first} ${second}` : undefined;
  const type = typeOf(first);
  return type === undefined ? undefined : `${type} ${first}`;
}

const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]+={0,2}$/.test(text);

/** Key type at the start of an SSH public key (RFC 4253 §6.6: a string is its length in 4 octets and its octets). */
function typeOf(base64: string): string | undefined {
  if (!isBase64(base64)) return undefined;
  const blob = Buffer.from(base64, 'base64');
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  const type = blob.subarray(4, 4 + length).toString('latin1');
  return type.length === length && /^[a-z0-9@.-]{4,64}$/.test(type) ? type : undefined;
}

/** The lines that {@link appendKeyText} puts together again. */
export function keyLines(key: string): readonly string[] {
  const [type = '', text = ''] = key.split(' ');
  const parts = text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
  return parts.map((part, index) => (index === 0 ? `${type} ${part}` : part));
}
