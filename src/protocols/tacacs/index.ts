/**
 * TACACS+ (RFC 8907): codec, client, server. Usable without the rest of Tollgate; see README.md.
 * @module
 */
export * from './args.ts';
export * from './bodies.ts';
export { TacacsClient } from './client.ts';
export * from './client-options.ts';
export { type DebugContext, debugLines, debugTopic } from './debug.ts';
export * from './error.ts';
export * from './events.ts';
export { keyBytes, obfuscate, sealPacket, type TacacsKey } from './obfuscation.ts';
export * from './outcome.ts';
export { headerLength, largestReply, largestRequest, readHeader, type TacacsHeader, writeHeader } from './packet.ts';
export { TacacsServer } from './server.ts';
export * from './server-options.ts';
export { PacketSplitter, type RawPacket } from './stream.ts';
export * from './tables.ts';
