export * from './config.ts';
export { DynamicAuthor, type DynamicAuthorDeps, type DynamicAuthorStatistics } from './dynamic-author.ts';
