/** LAT (local area transport): messages, and the master's side of a circuit as a state machine; no sockets. */
export { Circuit, type CircuitEvent, type CircuitMessage, type CircuitStep, circuitTimes } from './circuit.ts';
export { decodeMessage, decodeSessionStart, type LatError } from './decode.ts';
export { encodeMessage, encodeSessionStart, encodeSlot } from './encode.ts';
export {
  type LatMessage,
  type LatService,
  latEtherType,
  multicast,
  type SessionStart,
  type Slot,
  slotReasons,
} from './messages.ts';
