/**
 * What a VICI message says: text, lists of text, and sections of named values, in the order in which they stand.
 *
 * Sections are plain objects, so a message is written as one: `{ SALES: { version: '1', local_addrs: ['10.9.0.1'] } }`.
 * Names that look like array indices (`'7'`) come first, as in every JavaScript object; when a name stands twice in one
 * section, the last one counts.
 *
 * VICI itself knows only bytes. They are UTF-8 here; a byte that is none (in an identity that a peer made up, say)
 * becomes a lone surrogate U+DC80–U+DCFF, and becomes that byte again when written, so that nothing is lost.
 */
export type ViciValue = string | readonly string[] | ViciSection;

/** A section; a whole message is one too. */
export interface ViciSection {
  readonly [name: string]: ViciValue;
}
