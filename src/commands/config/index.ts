import type { ConfigDeclaration } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import type { ConfigServices } from './modes.ts';

export { type ConfigServices, globalMode } from './modes.ts';

/** Every configuration line, in the order in which the running configuration has them. */
export const configDeclarations: readonly ConfigDeclaration<Configuration, ConfigServices>[] = [];
