import { type LogOptions, logFormats, parseLogLevel } from '../watch/logging/standard-error.ts';
import { type Arguments, text } from './program.ts';

/** `--log-format` and `--log-level`; `undefined`: neither was given. */
export function logOptions(given: Arguments): LogOptions | undefined {
  const [wanted, level] = [text(given, 'log-format'), text(given, 'log-level')];
  if (wanted === undefined && level === undefined) return undefined;
  const format = logFormats.find((known) => known === (wanted ?? 'text'));
  if (format === undefined) throw new Error(`--log-format is one of ${logFormats.join(', ')}, not "${wanted}"`);
  if (level === undefined) return { format };
  const severity = parseLogLevel(level);
  if (severity === undefined) throw new Error(`--log-level is a severity (0-7, errors, warnings…), not "${level}"`);
  return { format, level: severity };
}
