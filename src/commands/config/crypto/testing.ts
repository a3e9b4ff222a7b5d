/** For tests of the lines of tunnels only. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Loaded, loadConfiguration, writeConfiguration } from '../../../ios/index.ts';
import type { IpsecConfig } from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { configLanguage, emptyConfiguration, repeatableServices } from '../testing.ts';

export const load = (text: string): Loaded<Configuration> =>
  loadConfiguration(text, configLanguage, emptyConfiguration, repeatableServices);

/** A configuration of `fixtures/`, by its name without `.cfg`. */
export const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}.cfg`, import.meta.url), 'utf8');

/** Loads lines that must all be accepted; gives the slice and its lines. */
export function accepted(text: string): { readonly ipsec: IpsecConfig; readonly lines: readonly string[] } {
  const { config, refused } = load(text);
  assert.deepEqual(refused, []);
  return { ipsec: config.ipsec, lines: writeConfiguration(config, configLanguage) };
}
