/** VICI, strongSwan's protocol to drive its daemon charon: codec, client, and readers of what charon says. See README.md. */

export type { Clock, Timer } from '../../base/clock.ts';
export { systemClock } from '../../base/clock.ts';
export { type Random, systemRandom } from '../../base/random.ts';
export type { Result } from '../../base/result.ts';
export { viciClient } from './client.ts';
export type * from './client-types.ts';
export type * from './failure.ts';
export { decodeMessage, encodeMessage, isList, isSection } from './message.ts';
export {
  decodePacket,
  encodePacket,
  maximumPacket,
  PacketReader,
  type PacketType,
  packetTypes,
  type ViciPacket,
} from './packet.ts';
export { readConnection, readLogLine, readPools, readStats, readVersion } from './read-daemon.ts';
export { readIkeSa, readSaEvent, saEvents } from './read-sas.ts';
export type * from './types.ts';
export type { ViciSection, ViciValue } from './value.ts';
