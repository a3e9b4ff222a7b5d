/** Bytes of VICI and their text; see {@link ViciValue} for bytes that are no UTF-8. */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8 = new TextEncoder();

/** Of any bytes; {@link encodeText} gives them back. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeLoosely(bytes);
  }
}

/** The bytes of a text; `undefined` when it has lone surrogates that stand for no byte. */
export function encodeText(text: string): Uint8Array | undefined {
  if (text.isWellFormed()) return utf8.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else if (code >= 0xd800 && code <= 0xdfff) return undefined;
    else bytes.push(...utf8.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** Character by character, so that only the bytes that are no UTF-8 become surrogates. */
function decodeLoosely(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    try {
      text += strict.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += String.fromCharCode(0xdc00 + first);
      at += 1;
    }
  }
  return text;
}
