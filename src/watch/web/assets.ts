import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import module from 'node:module';
import process from 'node:process';

/** A file of the page, ready to be sent. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Strong validator (RFC 9110 §8.8.3), of the content. */
  readonly etag: string;
}

const types = {
  html: 'text/html; charset=utf-8',
  script: 'text/javascript; charset=utf-8',
  style: 'text/css; charset=utf-8',
} as const;

const asset = (type: keyof typeof types, text: string): Asset => ({
  type: types[type],
  body: Buffer.from(text),
  etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
});

/** Modules that the page imports by name, and where they are served. */
const packages = {
  preact: 'vendor/preact.js',
  'preact/hooks': 'vendor/preact-hooks.js',
  uplot: 'vendor/uplot.js',
} as const;

const read = (url: URL): string => readFileSync(url, 'utf8');
/** Maps of minified packages are not served: browsers need not look for them. */
const withoutMap = (text: string): string => text.replace(/^\/\/# sourceMappingURL=.*$/m, '');
const packageFile = (name: string): URL => new URL(import.meta.resolve(name));
const uplotFolder = new URL('.', packageFile('uplot'));

/** Node calls the function experimental, and would say so on every start; it is what runs all of this source. */
function withoutTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return module.stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The page's own modules: TypeScript from the source, JavaScript from the published package. */
function ownModules(folder: URL): [path: string, Asset][] {
  return readdirSync(folder)
    .filter((name) => /(?<!\.d|\.test)\.(ts|js)$/.test(name))
    .map((name) => {
      const text = read(new URL(name, folder));
      const script = name.endsWith('.ts') ? withoutTypes(text) : text;
      return [`page/${name}`, asset('script', script)];
    });
}

export interface Assets {
  /** By path, without the first slash; the page itself is the empty one. */
  readonly files: ReadonlyMap<string, Asset>;
  /** Content-Security-Policy of the page: nothing but its own files, and the one inline script, the import map. */
  readonly policy: string;
}

/**
 * Reads the page: modules as they are written, stripped of their types, and the packages as their authors ship them. Done
 * once, when the page is first asked for.
 * @throws Error when a file is missing: the installation is broken
 */
export function loadAssets(): Assets {
  const folder = new URL('./page/', import.meta.url);
  const modules = ownModules(folder);
  const main = modules.map(([path]) => path).find((path) => /^page\/main\.[tj]s$/.test(path));
  if (main === undefined) throw new Error(`the page's files are missing at ${folder.pathname}`);
  const imports = Object.fromEntries(Object.entries(packages).map(([name, path]) => [name, `./${path}`]));
  const map = JSON.stringify({ imports });
  const preloads = [...modules.map(([path]) => path), ...Object.values(packages)]
    .map((path) => `<link rel="modulepreload" href="./${path}">`)
    .join('\n');
  const html = read(new URL('index.html', folder))
    .replace('"importmap">{}<', () => `"importmap">${map}<`)
    .replace('<!-- modules -->', () => preloads)
    .replace('./page/main.ts', () => `./${main}`);
  const files = new Map<string, Asset>([
    ['', asset('html', html)],
    ['page/style.css', asset('style', read(new URL('style.css', folder)))],
    ['vendor/uplot.css', asset('style', read(new URL('uPlot.min.css', uplotFolder)))],
    [packages.preact, asset('script', withoutMap(read(packageFile('preact'))))],
    [packages['preact/hooks'], asset('script', withoutMap(read(packageFile('preact/hooks'))))],
    [packages.uplot, asset('script', withoutMap(read(new URL('uPlot.esm.js', uplotFolder))))],
    ...modules,
  ]);
  const mapHash = createHash('sha256').update(map).digest('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'sha256-${mapHash}'`,
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { files, policy };
}
