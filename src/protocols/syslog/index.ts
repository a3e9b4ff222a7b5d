/**
 * Syslog: message formats of RFC 5424, RFC 3164 and IOS, and a UDP sender with a bounded queue.
 * @module
 */
export * from './format.ts';
export { type SyslogCounters, SyslogSender, type SyslogSenderOptions } from './sender.ts';
