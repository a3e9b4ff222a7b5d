/** What the protocol rooms' shapes are called here; the one place that binds them for the rooms above. */

export type {
  Attribute as RadiusAttribute,
  RequestAttributes as RadiusRequestAttributes,
} from '../protocols/radius/attribute.ts';
export type {
  AccountingRequest as TacacsAccountingRequest,
  Ask as TacacsAsk,
  AuthenticationIdentity as TacacsIdentity,
  AuthorizationRequest as TacacsAuthorizationRequest,
  ChapAnswer as TacacsChapAnswer,
} from '../protocols/tacacs/index.ts';

import type { HasAttributes } from '../protocols/radius/attribute.ts';

/** A RADIUS answer whose authenticators are right. */
export interface RadiusPacket extends HasAttributes {
  readonly code: number;
}

/** A TACACS+ server has the record. */
export interface TacacsAccountingReply {
  readonly serverMessage: string;
}

export type TacacsAuthenticationReply =
  | { readonly verdict: 'pass' | 'fail'; readonly serverMessage: string }
  /** The user gave up at a prompt. */
  | { readonly verdict: 'abort' };

export type TacacsAuthorizationReply =
  | {
      readonly verdict: 'pass';
      readonly mode: 'add' | 'replace';
      readonly args: readonly string[];
      readonly serverMessage: string;
    }
  | { readonly verdict: 'fail'; readonly serverMessage: string };
