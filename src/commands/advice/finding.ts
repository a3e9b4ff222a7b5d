import type { Configuration } from '../configuration.ts';

/** Something in a configuration that loads and does not do what it seems to say. */
export interface Finding {
  /** One sentence or two for the operator: what happens, and what would help. */
  readonly text: string;
  /** Many lines may have the same thing to be told: the first one is enough. */
  readonly once?: true;
  /** Whether what the finding is about is there: the line that brought it is the one to look at. */
  readonly present: (config: Configuration) => boolean;
}

/** What a rule finds in a configuration. */
export type AdviceRule = (config: Configuration) => readonly Finding[];
