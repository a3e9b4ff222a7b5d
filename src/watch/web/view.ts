import type {
  BooksPage,
  CommandsPage,
  CryptoPage,
  EndedPage,
  GapsPage,
  LiveRow,
  SessionPage,
  Tab,
  UsageKey,
  UsagePage,
} from './contract.ts';

/** Who signs in, and from where. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** Address of the browser. */
  readonly caller: string;
}

export type SignInOutcome =
  | { readonly outcome: 'accepted'; readonly user: string; readonly privilege: number }
  | { readonly outcome: 'rejected' }
  /** Nobody could decide. `message`: why, for the user. */
  | { readonly outcome: 'unavailable'; readonly message: string };

/** Somebody who is signed in. */
export interface Signed {
  readonly user: string;
  readonly privilege: number;
  readonly caller: string;
}

/** What changed in the table of live sessions since the last drain. */
export interface LiveChanges {
  readonly put: readonly LiveRow[];
  readonly moved: readonly LiveRow[];
  readonly gone: readonly string[];
}

/** Live sessions and how they change. Drained while somebody looks, by one stream for all who look. */
export interface LiveSource {
  /** The whole table. Changes since the last drain are in it, and come again in the next: each can be told twice. */
  table(): readonly LiveRow[] | Promise<readonly LiveRow[]>;
  /** What changed since the last drain; `undefined`: nothing. */
  drain(): LiveChanges | undefined | Promise<LiveChanges | undefined>;
  /** Nobody looks any more: changes need not be kept. */
  rest(): void;
}

export type DisconnectOutcome =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'not-found' }
  /** `reason`: a sentence for the user. */
  | { readonly outcome: 'failed'; readonly reason: string };

/** What is asked of sessions that are over. */
export interface EndedQuery {
  readonly text: string;
  readonly limit: number;
}
export interface UsageQuery {
  readonly by: UsageKey;
  readonly since: number;
  readonly until: number;
}
export interface TextQuery {
  readonly text: string;
  readonly since: number;
  readonly limit: number;
}

/**
 * What a box shows. A part that is absent is a view that the page doesn't have there. No part ever gives a secret.
 */
export interface WebView {
  readonly product: 'gateway' | 'server';
  host(): string;
  signIn(credentials: Credentials): Promise<SignInOutcome>;
  readonly live: LiveSource;
  session(id: string): Promise<SessionPage | undefined>;
  /** Ends a session; done when its end is on stable storage. The caller has seen to it that `by` may. */
  disconnect?(id: string, by: Signed): Promise<DisconnectOutcome>;
  ended?(query: EndedQuery): Promise<EndedPage>;
  crypto?(): Promise<CryptoPage>;
  books?(): Promise<BooksPage>;
  usage?(query: UsageQuery): Promise<UsagePage>;
  commands?(query: TextQuery): Promise<CommandsPage>;
  gaps?(query: TextQuery): Promise<GapsPage>;
}

/** Privilege level from which sessions can be ended; `clear line` has the same. */
export const disconnectLevel = 15;

/** The tabs that a view can fill, in their order. */
export function tabsOf(view: WebView): readonly Tab[] {
  const optional = (['ended', 'crypto', 'books', 'usage', 'commands', 'gaps'] as const).filter(
    (tab) => view[tab] !== undefined,
  );
  return ['live', ...optional];
}
