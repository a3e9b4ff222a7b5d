import { agentxVersion, headerFlags, headerLength } from './pdu.ts';

/** The longest payload that is waited for, octets: far more than any request of a manager takes. */
const longest = 1_048_576;

/** Cuts a stream of octets into PDUs, by the lengths in their headers. */
export class AgentxFrames {
  #rest: Buffer = Buffer.alloc(0);

  /** @returns whole PDUs, in order; `undefined`: what came is none, nor will what comes be */
  push(octets: Buffer): readonly Buffer[] | undefined {
    const all = this.#rest.length === 0 ? octets : Buffer.concat([this.#rest, octets]);
    const frames: Buffer[] = [];
    let at = 0;
    while (all.length - at >= headerLength) {
      const network = ((all[at + 2] ?? 0) & headerFlags.networkOrder) !== 0;
      const payload = network ? all.readUInt32BE(at + 16) : all.readUInt32LE(at + 16);
      if (all[at] !== agentxVersion || payload > longest) return undefined;
      const end = at + headerLength + payload;
      if (end > all.length) break;
      frames.push(all.subarray(at, end));
      at = end;
    }
    this.#rest = all.subarray(at);
    return frames;
  }
}
