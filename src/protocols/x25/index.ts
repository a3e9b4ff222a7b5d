/** X.25 over TCP (RFC 1613) with the PAD of X.3 and X.29: packets, a call as a state machine, no sockets. */
export { isX121 } from './address.ts';
export { clearingText } from './causes.ts';
export { decodePacket, type PacketError } from './decode.ts';
export { encodePacket } from './encode.ts';
export { agreedSizes, type FlowSizes, facilityCodes, flowFacilities } from './facilities.ts';
export type { Facility, X25Packet } from './packet.ts';
export { Pad, type PadStep } from './pad.ts';
export { type CallEvent, type CallRequest, type CallStep, usualSizes, VirtualCall } from './virtual-call.ts';
export { decodeX29, encodeX29, type X29Message } from './x29.ts';
export { encodeXot, type XotError, XotReader, xotPort } from './xot.ts';
