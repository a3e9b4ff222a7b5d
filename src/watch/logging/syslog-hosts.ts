import process from 'node:process';
import type { TimeZone } from '../../base/time-zone.ts';
import { type Facility, facilities, formatRfc3164, formatRfc5424, SyslogSender } from '../../protocols/syslog/index.ts';
import type { LoggingHost } from '../config.ts';
import type { HostMessage } from './logging.ts';

const facilityNames: ReadonlyMap<number, Facility> = new Map(
  Object.entries(facilities).map(([name, number]) => [number, name as Facility] as const),
);

/** One UDP sender for each `logging host`; made when the first message goes there. */
export class SyslogHosts {
  readonly #senders = new Map<string, SyslogSender>();
  readonly #hostname: () => string;
  readonly #zone: (now: number) => TimeZone;

  /**
   * @param hostname name of this box, for the messages' headers
   * @param zone the box's time zone at a moment, milliseconds since 1970: RFC 3164 knows local time only
   */
  constructor(hostname: () => string, zone: (now: number) => TimeZone) {
    this.#hostname = hostname;
    this.#zone = zone;
  }

  /** Hands one message to the host's queue; never blocks. */
  send(host: LoggingHost, { severity, facility, time, id, text }: HostMessage): void {
    const message = {
      severity,
      facility: facilityNames.get(facility) ?? 'local7',
      time,
      text,
      hostname: this.#hostname(),
      appName: 'tollgate',
      procId: String(process.pid),
      msgId: id.replaceAll(' ', '-'),
    };
    const { offset } = this.#zone(time);
    this.#sender(host).send(host.format === 'rfc5424' ? formatRfc5424(message) : formatRfc3164(message, offset));
  }

  /** Closes the senders of hosts that are no longer configured. */
  keepOnly(hosts: readonly LoggingHost[]): void {
    const wanted = new Set(hosts.map(key));
    for (const [name, sender] of this.#senders) {
      if (wanted.has(name)) continue;
      this.#senders.delete(name);
      void sender.close();
    }
  }

  /** Sends what is queued and closes all sockets. */
  async close(): Promise<void> {
    const senders = [...this.#senders.values()];
    this.#senders.clear();
    await Promise.all(senders.map((sender) => sender.close()));
  }

  #sender(host: LoggingHost): SyslogSender {
    const name = key(host);
    const known = this.#senders.get(name);
    if (known !== undefined) return known;
    const sender = new SyslogSender({ host: host.host, port: host.port });
    this.#senders.set(name, sender);
    return sender;
  }
}

const key = ({ host, port }: LoggingHost): string => `${host} ${port}`;
