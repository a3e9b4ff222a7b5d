import { language } from '../ios/index.ts';
import { configDeclarations } from './config/index.ts';
import { globalMode } from './config/modes.ts';
import { execDeclarations } from './exec/index.ts';
import { exec } from './exec/mode.ts';

/** Everything that can be typed. The order is the order of the running configuration. */
export const tollgateLanguage = language({
  exec,
  global: globalMode,
  declarations: [...configDeclarations, ...execDeclarations],
  kept: { get: (config) => config.kept, set: (config, kept) => ({ ...config, kept }) },
});
