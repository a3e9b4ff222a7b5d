import type { Clock } from '../../base/clock.ts';
import type { DebugTopic, EventLog, Severity } from '../../base/event-log.ts';
import type { TimeZone } from '../../base/time-zone.ts';
import { emptyLoggingConfig, type LoggingConfig, type LoggingHost } from '../config.ts';
import { LogBuffer } from './log-buffer.ts';
import type { LoggedEvent } from './standard-error.ts';
import { timestamp } from './timestamp.ts';

/** Where lines are shown at once: terminals with `terminal monitor`, or the console. */
export type LineSink = (line: string) => void;

/** One message on its way to a syslog host. */
export interface HostMessage {
  readonly severity: Severity;
  readonly facility: number;
  readonly time: number;
  /** `FACILITY-severity-MNEMONIC`, or the debug topic. */
  readonly id: string;
  /** The line as IOS prints it, without timestamp. */
  readonly text: string;
  readonly sequence: number;
}

export interface LoggingDependencies {
  readonly clock: Clock;
  /** Whether the machine's clock is known to be right. */
  readonly clockSynchronised: () => boolean;
  /** The box's time zone at a moment, milliseconds since 1970. */
  readonly zone: (now: number) => TimeZone;
  /** Sends one message to a syslog host; never blocks. */
  readonly send: (host: LoggingHost, message: HostMessage) => void;
}

export interface LoggingCounts {
  readonly console: number;
  readonly monitor: number;
  readonly buffered: number;
  /** Lines that the level for syslog hosts let through, however many hosts there are. */
  readonly trap: number;
}

/**
 * System messages and debug lines, and where they go: the buffer of `show logging`, the console, terminals that
 * monitor, syslog hosts. It is the {@link EventLog} of every other room.
 */
export class Logging implements EventLog {
  #config: LoggingConfig = emptyLoggingConfig;
  #sequence = 0;
  readonly #started: number;
  readonly #dependencies: LoggingDependencies;
  readonly #topics = new Set<DebugTopic>();
  readonly #monitors = new Set<LineSink>();
  readonly #consoles = new Set<LineSink>();
  readonly #listeners = new Set<(event: LoggedEvent) => void>();
  /** Messages sent to each syslog host, by address and port. */
  readonly #sent = new Map<string, number>();
  readonly #counts = { console: 0, monitor: 0, buffered: 0, trap: 0 };
  readonly buffer = new LogBuffer(emptyLoggingConfig.buffered?.size ?? 0);

  constructor(dependencies: LoggingDependencies) {
    this.#dependencies = dependencies;
    this.#started = dependencies.clock.monotonic();
  }

  get config(): LoggingConfig {
    return this.#config;
  }

  /** Lines written to each kind of destination since the start. */
  get counts(): LoggingCounts {
    return this.#counts;
  }

  /** Lines sent to a syslog host since the start. */
  sentTo({ host, port }: LoggingHost): number {
    return this.#sent.get(`${host} ${port}`) ?? 0;
  }

  configure(config: LoggingConfig): void {
    this.#config = config;
    if (config.buffered !== undefined) this.buffer.resize(config.buffered.size);
  }

  /** Adds a terminal to those that see lines at once (`terminal monitor`); the result takes it off again. */
  monitor(sink: LineSink): () => void {
    this.#monitors.add(sink);
    return () => void this.#monitors.delete(sink);
  }

  /** Adds a sink for what `logging console` lets through. */
  console(sink: LineSink): () => void {
    this.#consoles.add(sink);
    return () => void this.#consoles.delete(sink);
  }

  /** Adds somebody who hears of everything, whatever the levels. */
  listen(listener: (event: LoggedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  message(facility: string, severity: Severity, mnemonic: string, text: string): void {
    const id = `${facility}-${severity}-${mnemonic}`;
    this.#emit(severity, id, `%${id}: ${text}`, this.#config.timestamps.log);
  }

  debugging(topic: DebugTopic): boolean {
    return this.#topics.has(topic);
  }

  debug(topic: DebugTopic, text: () => string): void {
    if (!this.#topics.has(topic)) return;
    for (const line of text().split('\n')) this.#emit(7, topic, line, this.#config.timestamps.debug);
  }

  /** Switches debug topics on or off; the topics now on. */
  setDebug(topics: readonly DebugTopic[], on: boolean): readonly DebugTopic[] {
    for (const topic of topics) {
      if (on) this.#topics.add(topic);
      else this.#topics.delete(topic);
    }
    return this.debugTopics;
  }

  get debugTopics(): readonly DebugTopic[] {
    return [...this.#topics];
  }

  #emit(severity: Severity, id: string, text: string, format: LoggingConfig['timestamps']['log']): void {
    const { clock, clockSynchronised, zone, send } = this.#dependencies;
    const config = this.#config;
    this.#sequence += 1;
    const now = clock.now();
    const uptime = clock.monotonic() - this.#started;
    const moment = { now, uptime, synchronised: clockSynchronised(), zone: zone(now) };
    const number = config.sequenceNumbers ? `${String(this.#sequence).padStart(6, '0')}: ` : '';
    const line = `${number}${timestamp(format, moment)}${text}`;
    const passes = (level: Severity | undefined): boolean => level !== undefined && severity <= level;
    if (passes(config.console)) this.#show('console', this.#consoles, line);
    const event = { severity, time: now, id, text, line, sequence: this.#sequence, console: passes(config.console) };
    for (const listener of this.#listeners) listener(event);
    if (!config.enabled) return;
    if (passes(config.buffered?.level)) {
      this.buffer.add(line);
      this.#counts.buffered += 1;
    }
    if (passes(config.monitor)) this.#show('monitor', this.#monitors, line);
    if (!passes(config.trap)) return;
    this.#counts.trap += 1;
    for (const host of config.hosts) {
      this.#sent.set(`${host.host} ${host.port}`, this.sentTo(host) + 1);
      send(host, { severity, facility: config.facility, time: now, id, text, sequence: this.#sequence });
    }
  }

  #show(kind: 'console' | 'monitor', sinks: ReadonlySet<LineSink>, line: string): void {
    for (const sink of sinks) sink(line);
    if (sinks.size > 0) this.#counts[kind] += 1;
  }
}
