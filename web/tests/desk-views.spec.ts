// What is drawn of the records at a node: in a browser, in three languages, light and dark, with and without script.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Browser, type BrowserContext, expect, type Page, test as plain } from '@playwright/test';

import { cutControls, faults } from './page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Node {
  base: string;
  password: string;
}

/** A node with the records of the demo, for each worker. */
const test = plain.extend<object, { node: Node }>({
  node: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'comity-views-'));
      const program = process.env.COMITY ?? join(root, 'target/debug/comity');
      const served = spawn(program, ['demo', '--listen', '127.0.0.1:0', '--out', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      await use(await started(served));
      served.kill('SIGINT');
      await new Promise((ended) => served.once('exit', ended));
      rmSync(folder, { recursive: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

function started(served: ChildProcess): Promise<Node> {
  return new Promise((resolve, reject) => {
    let said = '';
    served.stdout?.on('data', (piece: Buffer) => {
      said += piece.toString();
      const [base, password] = [/http:\/\/127\S+:\d+/.exec(said)?.[0], /made for this run: (\S+)/.exec(said)?.[1]];
      if (base && password) resolve({ base, password });
    });
    served.once('exit', (code) => reject(new Error(`the node ended with ${code}: ${said}`)));
  });
}

test.describe.configure({ mode: 'serial' });

let state: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;

async function seated(browser: Browser, node: Node, more: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  if (!state) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${node.base}/login`);
    await page.fill('[name=handle]', 'osce-desk');
    await page.fill('[name=password]', node.password);
    await Promise.all([page.waitForURL((url) => !url.pathname.startsWith('/login')), page.click('main form button')]);
    state = await context.storageState();
    await context.close();
  }
  const context = await browser.newContext({ storageState: state, viewport: { width: 1280, height: 800 }, ...more });
  return context.newPage();
}

function watched(page: Page): string[] {
  const wrong: string[] = [];
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  return wrong;
}

const sentence = (page: Page) => page.locator('.sentence').first().innerText();

test('one filter goes through all views, and every number opens', async ({ browser, node }) => {
  const page = await seated(browser, node);
  const wrong = watched(page);
  await page.goto(`${node.base}/activities?view=map&place=iso2:KG`);
  const seen = await sentence(page);
  for (const view of ['timeline', 'matrix', 'table', 'map']) {
    await page.locator('nav.views').first().locator('a', { hasText: new RegExp(view, 'i') }).click();
    expect(await sentence(page)).toBe(seen);
    await expect(page).toHaveURL(/place=iso2/);
  }
  const circle = page.locator('svg.map .circle').first();
  const label = await circle.getAttribute('aria-label');
  await circle.click();
  expect(await sentence(page)).toContain(label ?? 'nothing');
  await page.goto(`${node.base}/activities?view=matrix`);
  const cell = page.locator('a.cell').first();
  const count = await cell.innerText();
  await cell.click();
  expect(await sentence(page)).toMatch(new RegExp(`^${count} activit`));
  expect(wrong).toEqual([]);
  await page.context().close();
});

test('the map moves under the pointer and asks for the part that it shows', async ({ browser, node }) => {
  const page = await seated(browser, node);
  const wrong = watched(page);
  await page.goto(`${node.base}/activities?view=map`);
  const map = await page.locator('svg.map').boundingBox();
  if (!map) throw new Error('the map has no box');
  await page.mouse.move(map.x + 40, map.y + map.height - 30);
  await page.mouse.down();
  await page.mouse.move(map.x + 160, map.y + map.height - 90, { steps: 6 });
  await page.mouse.up();
  await page.waitForURL(/area=/);
  await expect(page.locator('.zooms a')).toHaveCount(3);
  await page.locator('.zooms a').last().click();
  await expect(page).not.toHaveURL(/area=/);
  expect(wrong).toEqual([]);
  await page.context().close();
});

test('drawings are gone through with the keyboard', async ({ browser, node }) => {
  const page = await seated(browser, node);
  await page.goto(`${node.base}/activities?view=map`);
  await page.locator('.drawing').focus();
  const passed = new Set<string>();
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press('Tab');
    passed.add(await page.evaluate(() => document.activeElement?.closest('a')?.getAttribute('class') ?? ''));
  }
  expect([...passed]).toContain('stretch');
  await page.goto(`${node.base}/parties`);
  await page.locator('svg.network .name').first().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/parties\/./);
  await page.context().close();
});

test('all of it without script: a view is saved, followed and exported', async ({ browser, node }) => {
  const page = await seated(browser, node, { javaScriptEnabled: false });
  await page.goto(`${node.base}/activities?view=map&place=iso2:TJ`);
  await page.locator('.after summary').first().click();
  await page.fill('.after [name=name]', 'Tajikistan');
  await page.locator('.after form').first().locator('button').click();
  await expect(page.locator('main .notice')).toBeVisible();
  await page.locator('form[action$="/feeds"] button').click();
  const address = await page.locator('.secret').first().innerText();
  const calendar = await page.request.get(node.base + address, { headers: { cookie: '' } });
  expect(calendar.headers()['content-type']).toContain('text/calendar');
  expect(await calendar.text()).toContain('BEGIN:VEVENT');
  await page.goto(`${node.base}/activities?place=iso2:TJ`);
  await page.locator('.after summary').last().click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('[name=format][value=csv]').click()]);
  expect(file.suggestedFilename()).toMatch(/^activities-TLP-\w+\.csv$/);
  await page.goto(`${node.base}/parties?on=2006-06-01`);
  await page.fill('[name=on]', '2001-01-01');
  await page.locator('form[action="/parties"] button').click();
  await expect(page).toHaveURL(/on=2001-01-01/);
  await page.context().close();
});

const PAGES = ['/activities?view=map', '/activities?view=timeline', '/activities?view=timeline&kind=exercise', '/activities?view=matrix', '/activities?view=matrix&by=place', '/activities', '/views', '/parties?on=2006-06-01', '/parties?on=2006-06-01&states=1', '/parties/sco', '/gaps'];

for (const language of ['en', 'ru', 'zh']) {
  for (const appearance of ['light', 'dark'] as const) {
    test(`every view is accessible and uncut: ${language}, ${appearance}`, async ({ browser, node }) => {
      test.setTimeout(180_000);
      const page = await seated(browser, node, { colorScheme: appearance });
      const { hostname: domain } = new URL(node.base);
      await page.context().addCookies([{ name: 'comity-language', value: language, domain, path: '/' }]);
      for (const path of PAGES) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.goto(node.base + path);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        expect(await faults(page), path).toEqual([]);
        expect(await cutControls(page), path).toEqual([]);
        await page.setViewportSize({ width: 390, height: 844 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${path} is too wide for a telephone`).toBeLessThanOrEqual(0);
      }
      await page.context().close();
    });
  }
}
