/** AgentX (RFC 2741): what a sub-agent and its master agent say to each other, as octets. */

export { type AgentxDecodeError, decodeAgentx } from './decode.ts';
export { encodeAgentx } from './encode.ts';
export { AgentxFrames } from './frames.ts';
export * from './pdu.ts';
