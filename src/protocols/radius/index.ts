/**
 * RADIUS: codec, client and server (RFC 2865, 2866, 2868, 2869, 3162, 3579, 5080, 5176, 5997). See README.md.
 */

export type { Result } from '../../base/result.ts';
export { addressOctets } from './address.ts';
export * from './attribute.ts';
export type { AttributeRow, AttributeTable, AttributeValue, Encryption, Kind, ValueTable } from './attribute-table.ts';
export { AttributeWriter } from './attribute-writer.ts';
export { ciscoVendor } from './attributes/cisco.ts';
export { attributeTable } from './attributes/index.ts';
export {
  chapPassword,
  checkChap,
  headerLength,
  hideUserPassword,
  maxPacketLength,
  revealTunnelPassword,
  revealUserPassword,
  type Secret,
  type Verdict,
  verifyReply,
  verifyRequest,
} from './authenticator.ts';
export { RadiusClient, type RadiusClientOptions } from './client.ts';
export { ClientTable, type RadiusClientEntry } from './client-table.ts';
export * from './codes.ts';
export * from './debug.ts';
export * from './decode.ts';
export {
  builtinDictionary,
  Dictionary,
  type DictionaryEntry,
  type DictionaryVendor,
  type VendorFormat,
  valueName,
} from './dictionary.ts';
export { type DictionaryFileError, dictionaryErrorText, loadDictionary } from './dictionary-file.ts';
export * from './encode.ts';
export * from './exchange.ts';
export { type ExtendedAttribute, extended, readExtended } from './extended.ts';
export * from './packet.ts';
export * from './retry.ts';
export { revealHidden } from './reveal.ts';
export { type ListenFailure, type Listening, RadiusServer } from './server.ts';
export * from './service.ts';
export type { ValueError } from './value.ts';
export * as values from './values.ts';
