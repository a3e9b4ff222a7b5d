import type { CommandsQuery, GapsQuery, SessionsQuery, UsageQuery } from './types.ts';

/** To the worker. */
export type Question = { readonly id: number } & (
  | { readonly ask: 'sessions'; readonly query: SessionsQuery }
  | { readonly ask: 'session'; readonly query: number }
  | { readonly ask: 'usage'; readonly query: UsageQuery }
  | { readonly ask: 'commands'; readonly query: CommandsQuery }
  | { readonly ask: 'gaps'; readonly query: GapsQuery; readonly now: number }
);

/** From the worker. */
export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly reason: string };
