/** Reports from the security server's books, for the command line and the web page. */
export { openReports } from './open.ts';
export * from './types.ts';
export {
  type ReportFormat,
  type ReportKind,
  type ReportWanted,
  reportFormats,
  reportKinds,
  writeReport,
} from './write.ts';
