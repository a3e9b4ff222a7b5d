/**
 * The embedded security server: RADIUS authentication and accounting, TACACS+ authentication, authorization and
 * accounting, a durable store of records, and reports from it. It answers nothing that it has not stored.
 */
export type {
  CommandRule,
  Retention,
  SecurityServerConfig,
  ServerClient,
  ServerHttp,
  ServerPassword,
  ServerUser,
} from './config.ts';
export { type ConfigError, parseServerConfig, printServerConfig } from './config-file.ts';
export { Users } from './network/users.ts';
export {
  type Output,
  type PrintOptions,
  printRecords,
  type RecordFormat,
  recordFormats,
  settleBooks,
} from './print.ts';
export {
  BooksReader,
  parseSince,
  type RecordFilter,
  type StoredRecord,
  type StoredSession,
} from './query.ts';
export * from './reports/index.ts';
export { runSecurityServer, type SecurityServer, type SecurityServerDeps } from './server.ts';
