/** For tests of configuration lines only. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { hashPasswordSync, SecretVault } from '../../aaa/index.ts';
import { seededRandom } from '../../base/random.ts';
import { type AcceptedCommand, execMode, type Language, language, Shell, writeConfiguration } from '../../ios/index.ts';
import { assertTranscript } from '../../ios/testing.ts';
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

/** A shell in configuration mode at level 15. @param accepted told of each command that was understood */
export function shellOn(accepted: (command: AcceptedCommand) => Promise<void> = async () => {}): {
  readonly shell: Shell<Configuration, object, unknown>;
  config(): Configuration;
} {
  let config = emptyConfiguration;
  const shell = new Shell({
    language: configLanguage,
    session: undefined,
    env: repeatableServices,
    store: {
      current: () => config,
      replace(next) {
        config = next;
      },
    },
    hostname: () => config.terminal.hostname,
    level: 15,
    accepted,
  });
  shell.configure();
  return { shell, config: () => config };
}

/** Replays a transcript and compares the lines of the running configuration that were not there before. */
export const transcript = (name: string, text: string, expected = ''): void =>
  void test(name, async () => {
    const { shell, config } = shellOn();
    const before = new Set(writeConfiguration(config(), configLanguage));
    await assertTranscript(text, shell);
    const added = writeConfiguration(config(), configLanguage).filter((line) => !before.has(line));
    assert.equal(added.map((line) => `${line}\n`).join(''), expected);
  });
