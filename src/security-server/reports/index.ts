/** Reports from the security server's books, for the command line and the web page. */
export { openReports } from './open.ts';
export * from './types.ts';
