import type { StoreFailure } from './failure.ts';

/** A failure that a test asks the worker to have at its next commits. */
export interface InjectedFault {
  readonly kind: 'full' | 'io';
  /** How many of the next commits fail. */
  readonly commits: number;
}

export type ToWorker =
  | { readonly type: 'group'; readonly submissions: readonly (readonly [operation: string, argument: unknown])[] }
  | { readonly type: 'fault'; readonly fault: InjectedFault }
  | { readonly type: 'limit'; readonly maxPages: number }
  | { readonly type: 'close' };

export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly failure: StoreFailure };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly failure: StoreFailure }
  | { readonly type: 'done'; readonly outcomes: readonly Outcome[] }
  | { readonly type: 'closed' };

export interface WorkerSetup {
  readonly file: string;
  readonly program: string;
  readonly exclusive: boolean;
  readonly maxPages: number | undefined;
}
