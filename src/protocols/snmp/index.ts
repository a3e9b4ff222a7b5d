/** SNMP versions 1, 2c and 3: messages, PDUs and values as octets, and the user-based security model. */

export { varbindSize } from './ber.ts';
export * from './message.ts';
export * from './oid.ts';
export { type ErrorStatus, errorStatus, type Pdu, type PduType, type TrapV1 } from './pdu.ts';
export * from './usm.ts';
export * from './value.ts';
