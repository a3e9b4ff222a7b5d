import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { Program } from './program.ts';

/** Version of the package, from its manifest. */
export const packageVersion: string = (() => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof found === 'string' ? found : 'unknown';
})();

export const version: Program = {
  name: 'version',
  summary: 'prints the version',
  help: 'tollgate version\n\nPrints the version of Tollgate and of the Node.js that it runs on.',
  options: {},
  async main() {
    process.stdout.write(
      `tollgate ${packageVersion} (Node.js ${process.version}, ${process.platform} ${process.arch})\n`,
    );
    return 0;
  },
};
