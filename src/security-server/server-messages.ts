import type { Severity } from '../base/event-log.ts';
import type { Ports } from './network/services.ts';

/** What the server's thread is told. */
export type ToServer = { readonly type: 'assembled' } | { readonly type: 'stop' };

/** What it says. `assembled` answers in the order of the questions. */
export type FromServer =
  | { readonly type: 'ready'; readonly ports: Ports }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'assembled' }
  /** Why records cannot be stored; undefined: they can again. */
  | { readonly type: 'storing'; readonly failure: string | undefined }
  | {
      readonly type: 'log';
      readonly facility: string;
      readonly severity: Severity;
      readonly mnemonic: string;
      readonly text: string;
    };
