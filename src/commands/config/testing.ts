/** For tests of configuration lines only. */
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
