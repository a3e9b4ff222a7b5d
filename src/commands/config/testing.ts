/** For tests of configuration lines only. */
import { createHash } from 'node:crypto';
import { hashPasswordSync, SecretVault } from '../../aaa/index.ts';
import { seededRandom } from '../../base/random.ts';
import { execMode, type Language, language } from '../../ios/index.ts';
import { type Configuration, emptyConfiguration } from '../configuration.ts';
import { configDeclarations, globalMode } from './index.ts';
import type { ConfigServices } from './modes.ts';

/** The configuration half of the language alone. */
export const configLanguage: Language<Configuration, ConfigServices, unknown> = language({
  exec: execMode<unknown>(),
  global: globalMode,
  declarations: configDeclarations,
  kept: { get: (config) => config.kept, set: (config, kept) => ({ ...config, kept }) },
});

const random = seededRandom(7);
/** A vault whose key is all zeros. */
export const testVault = new SecretVault(new Uint8Array(32), random);
export const testServices: ConfigServices = {
  vault: testVault,
  hashSecret: (clear) => hashPasswordSync(clear, random),
};

export { emptyConfiguration };

const digest = (clear: string): string => createHash('sha256').update(clear).digest('base64url');
/** Services that make the same of the same text, for files that are compared; what they make can't be opened. */
export const repeatableServices: ConfigServices = {
  vault: { seal: (clear) => ({ type: 6, text: digest(clear).slice(0, 16) }) },
  hashSecret: (clear) => ({
    keyword: 'secret',
    type: 9,
    text: `$9$${'x'.repeat(14)}$${digest(clear).replaceAll(/[-_]/g, '.').padEnd(43, '.')}`,
  }),
};
