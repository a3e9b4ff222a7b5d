import type { ConfigServices } from '../commands/config/modes.ts';
import { type Configuration, emptyConfiguration } from '../commands/configuration.ts';
import { tollgateLanguage } from '../commands/language.ts';
import type { ConfigurationFiles, RefusedLine } from '../commands/services.ts';
import { type ConfigurationStore, type Loaded, loadConfiguration, writeConfiguration } from '../ios/index.ts';
import type { StateDirectory } from './state-directory.ts';

/** Name of the startup configuration in the state directory. */
export const startupName = 'startup-config';

export interface RunningConfigurationDependencies {
  readonly state: StateDirectory;
  readonly services: ConfigServices;
  /** Hands the rooms their slices; called once per change, resolved when it is in force. */
  readonly apply: (next: Configuration, previous: Configuration | undefined) => void | Promise<void>;
}

/** The configuration in force and the one that the next start begins with. */
export class RunningConfiguration implements ConfigurationFiles, ConfigurationStore<Configuration> {
  readonly #dependencies: RunningConfigurationDependencies;
  #current: Configuration = emptyConfiguration;

  constructor(dependencies: RunningConfigurationDependencies) {
    this.#dependencies = dependencies;
  }

  current(): Configuration {
    return this.#current;
  }

  running(): Configuration {
    return this.#current;
  }

  runningText(): string {
    return writeConfiguration(this.#current, tollgateLanguage).join('\n');
  }

  startupText(): string | undefined {
    return this.#dependencies.state.read(startupName);
  }

  startupSpace(): number {
    return this.#dependencies.state.space();
  }

  async replace(next: Configuration): Promise<void> {
    const previous = this.#current;
    if (next === previous) return;
    this.#current = next;
    await this.#dependencies.apply(next, previous);
  }

  /** Loads the configuration of the start: every room gets its slice, even if the text is empty. */
  async load(text: string): Promise<readonly RefusedLine[]> {
    const { services, apply } = this.#dependencies;
    const loaded = loadConfiguration(text, tollgateLanguage, emptyConfiguration, services);
    this.#current = loaded.config;
    await apply(loaded.config, undefined);
    return loaded.refused;
  }

  /** Merges a text into the running configuration; what was refused is in the result, the rest is in force. */
  async merge(text: string): Promise<Loaded<Configuration>> {
    const loaded = loadConfiguration(text, tollgateLanguage, this.#current, this.#dependencies.services);
    await this.replace(loaded.config);
    return loaded;
  }

  async mergeStartup(): Promise<readonly RefusedLine[]> {
    return (await this.merge(this.startupText() ?? '')).refused;
  }

  async save(): Promise<void> {
    this.#dependencies.state.write(startupName, `${this.runningText()}\n`);
  }

  async erase(): Promise<void> {
    this.#dependencies.state.remove(startupName);
  }
}
