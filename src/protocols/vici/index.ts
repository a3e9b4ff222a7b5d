/** VICI, strongSwan's protocol to drive its daemon charon: codec, client, and readers of what charon says. See README.md. */

export type { Result } from '../../base/result.ts';
export type * from './client-types.ts';
export type * from './failure.ts';
export type * from './types.ts';
export type { ViciSection, ViciValue } from './value.ts';
