/**
 * The shapes in which other rooms hand requests to server groups. They belong to the protocol rooms; this file is the one
 * place that binds them.
 */

/** One RADIUS attribute as the protocol room encodes it. */
export type RadiusAttribute = unknown;
export type RadiusPacket = unknown;
/** The body of a TACACS+ accounting REQUEST (RFC 8907 §7.1). */
export type TacacsAccountingRequest = unknown;
export type TacacsAccountingReply = unknown;
