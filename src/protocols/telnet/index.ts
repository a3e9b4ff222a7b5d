/**
 * Telnet (RFC 854, 855, 1143): option negotiation and the data stream as a pure state machine, for both ends.
 * @module
 */
export { TelnetCodec, type TelnetEvent, type TelnetInput, type TelnetSettings } from './codec.ts';
export { Negotiation, type Side, type Step } from './negotiation.ts';
export { commands, options, type SignalName } from './tables.ts';
