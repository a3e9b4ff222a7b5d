/**
 * Every view of gateway and security server with sessions in it, light and dark, wide and at phone width: nothing sticks
 * out, every text can be read. `TOLLGATE_PICTURES=DIR` keeps a picture of each: those of the documentation come from here.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { Daemon } from '../../src/daemon.ts';
import { logIn } from '../e2e/person.ts';
import { freeTcpPort } from '../e2e/waiting.ts';
import { browserFor, openPage, signIn } from '../rigs/browser.ts';
import { temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { serverFor } from '../rigs/server.ts';
import { pageConfiguration, type SoftwareStatus, tellOfSession } from './box.ts';

const key = 'views-share-this';
const users = ['ann', 'bob.miller', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi@branch.example', 'ivan', 'judy'];
const causes = ['User-Request', 'Idle-Timeout', 'Lost-Carrier', 'Session-Timeout', 'Admin-Reset'];

type Pairs = readonly (readonly [string, string | number])[];

/** Two weeks of somebody's dial-up business: starts, interims, stops; one counter that goes back, one Start that is lost. */
function* history(now: number): Generator<Pairs> {
  for (let day = 13; day >= 0; day--)
    for (const [index, user] of users.entries()) {
      if ((day * 7 + index * 3) % 4 === 0) continue;
      const length = 1800 + ((day * 977 + index * 613) % 5) * 1500;
      const start = now - day * 86_400 - length - 600 - index * 700;
      const rate = 900 + ((day * 31 + index * 17) % 23) * 2500;
      const common: Pairs = [
        ['Acct-Session-Id', `${(day * 100 + index).toString(16).padStart(8, '0').toUpperCase()}`],
        ['User-Name', user],
        ['NAS-IP-Address', `192.0.2.${1 + (index % 3)}`],
        ['NAS-Port-Id', `Async${1 + index}`],
        ['Calling-Station-Id', `555-01${10 + index}`],
        ['Framed-IP-Address', `10.20.0.${20 + index}`],
        ['Service-Type', 'Framed-User'],
        ['Framed-Protocol', 'PPP'],
      ];
      const record = (status: string, after: number, octets: number, more: Pairs = []): Pairs => [
        ...common,
        ['Acct-Status-Type', status],
        ['Event-Timestamp', start + after],
        ['Acct-Session-Time', after],
        ['Acct-Input-Octets', octets],
        ['Acct-Output-Octets', octets * 6],
        ...more,
      ];
      if (!(day === 3 && index === 4)) yield record('Start', 0, 0);
      const steps = 8;
      for (let step = 1; step < steps; step++) {
        const octets = Math.floor((rate * length * (step + 0.6 * Math.sin(step + index))) / steps);
        yield record(
          'Interim-Update',
          Math.floor((length * step) / steps),
          day === 2 && index === 5 && step === 5 ? 10 : octets,
        );
      }
      // Today's are still open, but for some.
      if (day > 0 || index > 6)
        yield record('Stop', length, rate * length, [
          ['Acct-Terminate-Cause', causes[(day + index) % causes.length] ?? ''],
        ]);
    }
}

/** A gateway and a security server with its own page, on one box as `npm start` has it. */
async function business(t: TestContext) {
  const directory = temporaryDirectory(t);
  const [ssh, web, serverWeb, tacacs] = [
    await freeTcpPort(),
    await freeTcpPort(),
    await freeTcpPort(),
    await freeTcpPort(),
  ];
  const [radius, proxy] = [await freePorts(), await freePorts()];
  const store = join(directory, 'books');
  const file = join(directory, 'server.json');
  const config = {
    listen: '127.0.0.1',
    radius: { authPort: radius.auth, acctPort: radius.acct },
    tacacs: { port: tacacs },
    store,
    http: { port: serverWeb },
    clients: [{ address: '127.0.0.0/8', radiusSecret: key, tacacsKey: key }],
    users: [
      { name: 'ann', password: 'annspassword', privilege: 15 },
      { name: 'guest', password: 'guestspassword', privilege: 1 },
    ],
  };
  writeFileSync(file, JSON.stringify(config));
  await serverFor(t, file);
  const packets = [...history(Math.floor(Date.now() / 1000))].map((pairs) =>
    pairs.map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `"${value}"`}`).join('\n'),
  );
  const sent = spawnSync('radclient', ['-p', '1', '-r', '5', '-t', '5', `127.0.0.1:${radius.acct}`, 'acct', key], {
    input: `${packets.join('\n\n')}\n`,
    encoding: 'utf8',
  });
  assert.equal(sent.status, 0, sent.stderr.slice(-2000));

  const text = pageConfiguration(
    { ssh, http: web },
    { ports: { ...radius, tacacs }, key },
    { ...proxy, secret: key },
  ).replace('hostname e2e', 'hostname gate');
  const daemon = await Daemon.start({
    stateDir: join(directory, 'state'),
    consoleSocket: join(directory, 'console.sock'),
    version: '0.0.0-test',
    store,
    configuration: { name: 'views', text },
  });
  t.after(() => daemon.stop());
  const person = (user: 'ann' | 'guest') => logIn(t, { port: ssh, user, password: `${user}spassword`, directory });
  const software = (user: string, id: string, status: SoftwareStatus, octets: number): Promise<void> =>
    tellOfSession({ port: proxy.acct, secret: key }, { user, id, status }, [
      ['Framed-IP-Address', `10.1.1.${id.length}`],
      ['Calling-Station-Id', `02-00-5E-10-00-0${id.length}`],
      ['Acct-Input-Octets', octets],
      ['Acct-Output-Octets', 5 * octets],
    ]);
  return { person, software, gateway: `http://127.0.0.1:${web}/`, server: `http://127.0.0.1:${serverWeb}/` };
}

/** Nothing sticks out at the side; every text has the contrast of WCAG 2.1 AA against what is behind it. */
const findings = `(() => {
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push('wider than the window');
  const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || element === null || !element.checkVisibility() || element.closest('[disabled]')) continue;
    const [one, other] = [luminance(rgba(getComputedStyle(element).color)), luminance(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) found.push(node.data.trim().slice(0, 40) + ' has contrast ' + contrast.toFixed(2));
  }
  for (const element of document.querySelectorAll('button, a, input, [role=grid], dialog')) {
    const name = element.getAttribute('aria-label') ?? element.getAttribute('aria-labelledby') ?? element.textContent;
    const label = element.id === '' ? null : document.querySelector('label[for="' + element.id + '"]');
    if (name.trim() === '' && label === null) found.push('no name: ' + element.outerHTML.slice(0, 60));
  }
  return [...new Set(found)];
})()`;

const { TOLLGATE_PICTURES: pictures } = process.env;

async function look(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) {
    // The charts' first drawing is not their last: fonts come, widths settle.
    await page.waitForTimeout(700);
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  }
  assert.deepEqual(await page.evaluate(findings), [], name);
}

const looks = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: 'light', isMobile: true, hasTouch: true },
  'phone-dark': { viewport: { width: 360, height: 740 }, colorScheme: 'dark', isMobile: true, hasTouch: true },
} as const;

async function through(browser: Browser, url: string, place: 'gateway' | 'server'): Promise<void> {
  for (const [kind, options] of Object.entries(looks)) {
    const { page, complaints } = await openPage(browser, url, options);
    const name = (view: string): string => `${place}-${view}-${kind}`;
    await page.getByLabel('User name').waitFor();
    await look(page, name('sign-in'));
    await signIn(page, 'ann', 'annspassword');
    await page.locator('.grid-row').nth(3).waitFor();
    await look(page, name('live'));
    const go = (view: string): Promise<void> => page.getByRole('link', { name: view, exact: true }).click();
    await go('Ended');
    await page
      .getByRole('row')
      .nth(place === 'gateway' ? 1 : 9)
      .waitFor();
    await look(page, name('ended'));
    if (place === 'gateway') {
      await go('Crypto');
      await page.getByText('No tunnel is configured').waitFor();
      await look(page, name('crypto'));
      await go('Books');
      await page.getByText('balanced', { exact: true }).waitFor();
      await look(page, name('books'));
    }
    await go('Usage');
    await page.getByRole('button', { name: '30 days' }).click();
    await page.getByRole('table', { name: 'Usage by user' }).getByRole('row', { name: /judy/ }).waitFor();
    await page.locator('.chart canvas').first().waitFor();
    await look(page, name('usage'));
    await go('Commands');
    await page.getByRole('row', { name: /show version/ }).waitFor();
    await look(page, name('commands'));
    await go('Gaps');
    await page.getByRole('row', { name: /counter-back/ }).waitFor();
    await look(page, name('gaps'));
    await go('Live');
    await page
      .locator('.grid-row', { hasText: place === 'gateway' ? 'guest' : 'carol' })
      .first()
      .click();
    await page.getByText('What is known').waitFor();
    if (place === 'server') await page.locator('.chart canvas').nth(1).waitFor();
    await look(page, name('session'));
    if (place === 'gateway') {
      await page.getByRole('button', { name: 'Disconnect…' }).click();
      await page.getByRole('dialog').waitFor();
      await look(page, name('disconnect'));
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await go('Live');
      await page.locator('.grid-row', { hasText: 'm.wagner' }).click();
      await page.locator('.chart canvas').nth(1).waitFor();
      await look(page, name('traffic'));
    }
    assert.deepEqual(complaints.all, []);
    await page.context().close();
  }
}

test('every view of gateway and server can be read, in the light, in the dark, and on a phone', async (t) => {
  const box = await business(t);
  const [ann] = [await box.person('ann'), await box.person('guest')];
  for (const line of [
    'show version',
    'show users',
    'show accounting',
    'configure terminal',
    'radius-server timeout 3',
    'end',
  ])
    await ann.says(line);
  for (const [index, user] of ['m.wagner', 'n.petrov', 'o.tanaka', 'p.garcia'].entries())
    await box.software(user, 'x'.repeat(index + 1), 'Start', 0);
  await box.software('q.brown', 'xxxxxx', 'Start', 0);
  await box.software('q.brown', 'xxxxxx', 'Stop', 31_000);
  for (let n = 1; n < 4; n++) await box.software('m.wagner', 'x', 'Interim-Update', 120_000 * n * n);
  const browser = await browserFor(t);
  await through(browser, box.gateway, 'gateway');
  await through(browser, box.server, 'server');
});
