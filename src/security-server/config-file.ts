import { err, type Result } from '../base/result.ts';
import type { SecurityServerConfig } from './config.ts';

/** What is wrong with the file: the path of the field (`users[2].privilege`, empty for the file itself) and why. */
export interface ConfigError {
  readonly field: string;
  readonly reason: string;
}

/** Reads `security-server.json`. Every error is listed, not only the first. Relative `store` is left as it is. */
export function parseServerConfig(_text: string): Result<SecurityServerConfig, readonly ConfigError[]> {
  return err([]);
}

/** Writes a configuration that {@link parseServerConfig} reads back to the same value. */
export function printServerConfig(config: SecurityServerConfig): string {
  return JSON.stringify(config);
}
