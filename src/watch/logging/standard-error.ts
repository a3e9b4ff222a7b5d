import process from 'node:process';
import type { Severity } from '../../base/event-log.ts';
import { formatRfc5424 } from '../../protocols/syslog/index.ts';
import { severityNames } from '../config.ts';

/** `text`: as IOS prints it; `json`: one object a line; `syslog`: RFC 5424. */
export const logFormats = ['text', 'json', 'syslog'] as const;
export type LogFormat = (typeof logFormats)[number];

/** What standard error shows of the log. */
export interface LogOptions {
  readonly format: LogFormat;
  /** Least severe that is shown; absent: what `logging console` lets through. */
  readonly level?: Severity;
}

/** One message or debug line, before it is a line. */
export interface LoggedEvent {
  readonly severity: Severity;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** `FACILITY-severity-MNEMONIC`, or the debug topic. */
  readonly id: string;
  /** As IOS prints it, without timestamp. */
  readonly text: string;
  /** As IOS prints it. */
  readonly line: string;
  readonly sequence: number;
  /** Whether `logging console` lets it through. */
  readonly console: boolean;
}

/** A level by name, by the beginning of a name (`warn`), or by number; `undefined`: it is none. */
export function parseLogLevel(text: string): Severity | undefined {
  const levels: readonly Severity[] = [0, 1, 2, 3, 4, 5, 6, 7];
  const word = text.toLowerCase();
  return levels.find((level) => word === String(level) || (word.length > 2 && severityNames[level]?.startsWith(word)));
}

/** The line of one event; `undefined`: it is not to be shown. A line has no line end within, whatever the text has. */
export function logLine(event: LoggedEvent, { format, level }: LogOptions, hostname: string): string | undefined {
  const { severity, time, id, text, line, sequence } = event;
  if (level === undefined ? !event.console : severity > level) return undefined;
  switch (format) {
    case 'text':
      return line;
    case 'json': {
      const [, facility, mnemonic] = /^([A-Z][A-Z0-9_]*)-[0-7]-(\w+)$/.exec(id) ?? [];
      const what = mnemonic === undefined ? { topic: id } : { facility, mnemonic };
      const message = mnemonic === undefined ? text : text.replace(/^%[^:]*: /, '');
      return JSON.stringify({
        ...{ time: new Date(time).toISOString(), level: severityNames[severity], severity },
        ...{ ...what, message, host: hostname, pid: process.pid, sequence },
      });
    }
    case 'syslog': {
      const header = {
        severity,
        facility: 'daemon',
        time,
        hostname,
        appName: 'tollgate',
        procId: String(process.pid),
      } as const;
      return formatRfc5424({ ...header, msgId: id.replaceAll(' ', '-'), text: text.replace(/[\r\n]+/g, ' ') });
    }
  }
}
