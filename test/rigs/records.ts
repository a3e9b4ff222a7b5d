import { printRecords } from '../../src/security-server/index.ts';

/** A record as `tollgate records --format json` prints it; what tests look at. */
export interface JsonRecord {
  readonly time: string;
  readonly protocol: string;
  readonly copies: number;
  /** Address that it was sent from. */
  readonly source: string;
  readonly user?: string;
  readonly port?: string;
  /** Of TACACS+: rem_addr. */
  readonly caller?: string;
  readonly type: string;
  readonly kind: string;
  readonly session: string;
  readonly command?: string;
  readonly duration?: number;
  readonly cause?: string;
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  readonly arguments?: readonly string[];
}

/** A session as `tollgate records --sessions --format json` prints it. */
export interface JsonSession {
  readonly session: string;
  readonly type: string;
  readonly state: 'open' | 'stopped' | 'lost';
  readonly starts: number;
  readonly stops: number;
  readonly copies: number;
}

async function read<T>(store: string, sessions: boolean): Promise<readonly T[]> {
  let text = '';
  const out = { write: (part: string) => (text += part) };
  await printRecords({ store, format: 'json', filter: {}, sessions, follow: false }, out);
  // The shapes above are those that the format documents.
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}

/** Everything that the security server has on its books, in the order of arrival. */
export const readRecords = (store: string): Promise<readonly JsonRecord[]> => read<JsonRecord>(store, false);
export const readSessions = (store: string): Promise<readonly JsonSession[]> => read<JsonSession>(store, true);
