import type { SealedSecret } from '../../aaa/config.ts';
import { type ConfigDeclaration, choice, kw, type Rule, WORD } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import type { ConfigServices } from './modes.ts';

export type Declaration = ConfigDeclaration<Configuration, ConfigServices>;

export const server = kw('snmp-server', 'The SNMP agent');
export const name = (help: string): Rule<string> => WORD(help, { max: 32 });
/** How messages of version 3 are protected. */
export const level = choice(
  kw('noauth', 'Not protected'),
  kw('auth', 'Authenticated'),
  kw('priv', 'Authenticated and encrypted'),
);

/** Whether two sealed texts are of one secret. */
export function same({ vault }: ConfigServices, one: SealedSecret, other: SealedSecret): boolean {
  if (one.type === other.type && one.text === other.text) return true;
  const [first, second] = [vault.open?.(one), vault.open?.(other)];
  return first?.ok === true && second?.ok === true && first.value === second.value;
}
