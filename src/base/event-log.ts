/** Syslog severities (RFC 5424 §6.2.1): 0 emergencies … 7 debugging. */
export type Severity = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What `debug …` can switch on; the words of the IOS command, joined by a space. */
export const debugTopics = [
  'aaa accounting',
  'aaa authentication',
  'aaa authorization',
  'radius',
  'radius accounting',
  'tacacs',
  'tacacs accounting',
  'crypto isakmp aaa',
] as const;
export type DebugTopic = (typeof debugTopics)[number];

/**
 * Where rooms report to people: IOS system messages (`%RADIUS-4-RADIUS_DEAD: text`) and debug lines.
 * No caller ever puts a secret in a text.
 */
export interface EventLog {
  /** One system message, printed as `%FACILITY-severity-MNEMONIC: text`. */
  message(facility: string, severity: Severity, mnemonic: string, text: string): void;
  /** Whether anybody has switched `topic` on; ask before building an expensive text. */
  debugging(topic: DebugTopic): boolean;
  /** Debug lines of one topic, printed only while it is on; `text` may hold several lines. */
  debug(topic: DebugTopic, text: () => string): void;
}

/** An event log that drops everything. */
export const silentLog: EventLog = { message() {}, debugging: () => false, debug() {} };
