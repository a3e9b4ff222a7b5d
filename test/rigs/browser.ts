import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's Chromium, asked to talk to nobody by itself. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchBrowser = (executablePath = '/usr/bin/chromium'): Promise<Browser> =>
  chromium.launch({ executablePath, args: flags });

/** A Chromium that ends with the test. */
export async function browserFor(t: Pick<TestContext, 'after'>): Promise<Browser> {
  const browser = await launchBrowser();
  t.after(() => browser.close());
  return browser;
}

/** A Chromium in a network of its own, by the command of that namespace; it ends with the test. */
export async function browserWithin(
  t: Pick<TestContext, 'after'>,
  command: readonly string[],
  directory: string,
): Promise<Browser> {
  const script = join(directory, 'chromium');
  writeFileSync(script, `#!/bin/sh\nexec ${command.join(' ')} /usr/bin/chromium "$@"\n`, { mode: 0o755 });
  const browser = await launchBrowser(script);
  t.after(() => browser.close());
  return browser;
}

/** What a page complained about, or asked of anybody but its own server. */
export interface Complaints {
  readonly all: readonly string[];
}

/** A page in a window of its own, with its own cookies. What it complains about is kept: a good page has nothing to say. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: Complaints }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const all: string[] = [];
  page.on('pageerror', (error) => all.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') all.push(message.text());
  });
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith('http') && asked.origin !== new URL(url).origin) all.push(`asked ${asked.href}`);
  });
  await page.goto(url);
  return { page, complaints: { all } };
}

/** Signs in by the keyboard: the field of the user name has the focus. */
export async function signIn(page: Page, user: string, password: string): Promise<void> {
  await page.getByLabel('User name').waitFor();
  await page.keyboard.type(user);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}
