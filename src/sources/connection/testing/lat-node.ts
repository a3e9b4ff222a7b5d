import { multicast } from '../../../protocols/lat/index.ts';
import type { EthernetListener, EthernetPort } from '../lat/ethernet.ts';

/**
 * The other side of `lat`, written from the LAT specification alone, octet by octet, without our codec: a VMS system with one service,
 * that asks for a name. Slave of its circuits; answers each message of a master at once.
 */
export interface LatNode {
  readonly listener: EthernetListener;
  /** Tells the network of its service. */
  announce(port: EthernetPort): void;
  /** Octets and slots of data, seen from here. */
  readonly counts: { bytesIn: number; bytesOut: number; slotsIn: number; slotsOut: number };
  /** Services that masters asked for, and who. */
  readonly asked: string[];
  readonly breaks: number;
}

export interface LatNodeOptions {
  readonly node?: string;
  readonly service?: string;
  readonly rating?: number;
  /** Reason to reject every session with. */
  readonly reject?: number;
  /** Every n-th frame that comes is lost. */
  readonly lose?: number;
  readonly port: () => EthernetPort;
}

const counted = (text: string): Buffer => Buffer.concat([Buffer.of(text.length), Buffer.from(text, 'latin1')]);

export function latNode({ node = 'VAXA', service = 'VAX', rating = 90, reject, lose, port }: LatNodeOptions): LatNode {
  const counts = { bytesIn: 0, bytesOut: 0, slotsIn: 0, slotsOut: 0 };
  const asked: string[] = [];
  let breaks = 0;
  let frames = 0;
  let circuit = 0;
  let sequence = 0;
  let heard = 0;
  let last = Buffer.alloc(0);
  // One session at a time is enough here.
  let session = 0;
  let credits = 0;
  let line = '';
  const output: Buffer[] = [];

  const slot = (to: number, from: number, type: number, data: Buffer): Buffer =>
    Buffer.concat([Buffer.of(to, from, data.length, type), data, Buffer.alloc(data.length % 2)]);
  const say = (text: string): void => {
    for (let at = 0; at < text.length; at += 200) output.push(Buffer.from(text.slice(at, at + 200), 'latin1'));
  };
  const hear = (data: Buffer): void => {
    line += data.toString('latin1');
    for (let end = line.indexOf('\r'); end >= 0; end = line.indexOf('\r')) {
      const said = line.slice(0, end);
      line = line.slice(end + 1);
      if (said === 'bye') output.push(Buffer.alloc(0));
      else if (said === 'much') say(`${'x'.repeat(70)}\r\n`.repeat(100));
      else say(`hello ${said}\r\n`);
    }
  };
  /** Slots for the answer, of those that came; the master's credits are kept to. */
  const slots = (message: Buffer): Buffer[] => {
    const answers: Buffer[] = [];
    let given = 0;
    for (let at = 8, n = 0; n < (message[1] ?? 0); n++) {
      const [to = 0, from = 0, length = 0, type = 0] = message.subarray(at, at + 4);
      const data = message.subarray(at + 4, at + 4 + length);
      at += 4 + length + (length % 2);
      if (type >> 4 === 9) {
        const names = 4 + (data[3] ?? 0);
        asked.push(
          `${data.toString('latin1', 4, names)} ${data.toString('latin1', names + 1, names + 1 + (data[names] ?? 0))}`,
        );
        if (reject !== undefined) {
          answers.push(slot(from, 0, 0xc0 | reject, Buffer.alloc(0)));
          continue;
        }
        session = from;
        credits = type & 15;
        answers.push(slot(from, 7, 0x92, Buffer.concat([Buffer.of(1, 255, 100), counted(''), counted('')])));
        say('who are you\r\n');
      } else if (type >> 4 === 0 && to === 7) {
        credits += type & 15;
        if (length > 0) {
          counts.bytesIn += length;
          counts.slotsIn += 1;
          given += 1;
          hear(data);
        }
      } else if (type >> 4 === 10) breaks += ((data[0] ?? 0) & 0x10) >> 4;
      else if (type >> 4 === 13) session = 0;
    }
    while (session !== 0 && credits > 0 && output.length > 0 && answers.length < 4) {
      const data = output.shift() ?? Buffer.alloc(0);
      if (data.length === 0) {
        answers.push(slot(session, 0, 0xd2, data));
        session = 0;
        break;
      }
      credits -= 1;
      counts.bytesOut += data.length;
      counts.slotsOut += 1;
      answers.push(slot(session, 7, given, data));
      given = 0;
    }
    if (given > 0 && session !== 0) answers.push(slot(session, 7, given, Buffer.alloc(0)));
    return answers;
  };

  return {
    counts,
    asked,
    get breaks() {
      return breaks;
    },
    announce(at) {
      const services = Buffer.concat([Buffer.of(1, rating), counted(service), counted('Welcome')]);
      const head = Buffer.of(0x28, 8, 5, 5, 5, 2, 1, 0, 0xdc, 5, 60, 2, 1, 1);
      at.send(multicast.announcements, Buffer.concat([head, counted(node), counted(''), services, Buffer.of(1, 1)]));
    },
    listener: {
      lost(why) {
        throw new Error(why);
      },
      frame(from, payload) {
        frames += 1;
        if (lose !== undefined && frames % lose === 0) return;
        const message = Buffer.from(payload);
        switch (message[0]) {
          // A solicit: answered when it is for our service.
          case 0x38: {
            let at = 12;
            const text = (): string => {
              const length = message[at] ?? 0;
              at += 1 + length;
              return message.toString('latin1', at - length, at);
            };
            const [, , who, what] = [text(), text(), text(), text()];
            if (what !== service) return;
            const entry = Buffer.concat([Buffer.of(1, 1, 1, rating, 0), counted(service), counted('Welcome')]);
            const about = [Buffer.of(0x3c, 0, 5, 5, 5, 2, 0xdc, 5), message.subarray(8, 10), Buffer.of(0, 0, 2, 0)];
            const own = [Buffer.from(port().address, 'hex'), Buffer.of(60, 0), counted(who ?? ''), Buffer.of(1, 1)];
            const offered = [counted(node), counted(''), Buffer.of(1, entry.length), entry, Buffer.of(0)];
            port().send(from, Buffer.concat([...about, ...own, ...offered]));
            return;
          }
          // A start of a circuit.
          case 0x06: {
            [circuit, sequence, heard] = [message.readUInt16LE(4), 0, message[6] ?? 0];
            const head = Buffer.from([0x04, 0, circuit & 0xff, circuit >> 8, 0x34, 0x12, 0, heard]);
            last = Buffer.concat([
              head,
              Buffer.of(0xdc, 5, 5, 2, 10, 0, 8, 20, 0, 0, 0, 0),
              counted(node),
              counted(''),
              counted(''),
            ]);
            port().send(from, last);
            return;
          }
          case 0x02: {
            // Not for our circuit, or answered before: the same answer again.
            if (message.readUInt16LE(2) !== 0x1234) return;
            if (message[6] === heard) {
              port().send(from, last);
              return;
            }
            heard = message[6] ?? 0;
            const answers = slots(message);
            sequence = (sequence + 1) & 0xff;
            // With more to say: the master must come again.
            const flag = output.length > 0 ? 1 : 0;
            const head = Buffer.from([flag, answers.length, circuit & 0xff, circuit >> 8, 0x34, 0x12, sequence, heard]);
            last = Buffer.concat([head, ...answers]);
            port().send(from, last);
          }
        }
      },
    },
  };
}
