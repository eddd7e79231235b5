// A network of three hundred parties and three thousand ties: drawn whole or around one party, narrowed, on another day, under the pointer.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Browser, type BrowserContext, expect, type Page, test as plain } from '@playwright/test';

import { PASSWORD, watched } from './node.ts';
import { cutControls, faults } from './page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = process.env.COMITY ?? join(root, 'target/debug/comity');

const test = plain.extend<object, { link: string }>({
  link: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'comity-network-'));
      const db = `sqlite:${join(folder, 'node.db')}`;
      execFileSync('python3', [join(root, 'bench/network.py'), folder], { stdio: 'ignore' });
      const files = ['parties', 'ties', 'needs', 'activities'].map((name) => join(folder, `${name}.csv`));
      execFileSync(program, ['import', ...files, '--as', 'osce', '--label', 'green', '--db', db], { stdio: 'ignore' });
      const served = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--db', db, '--log', 'warn'], { stdio: ['ignore', 'pipe', 'inherit'] });
      await use(await started(served));
      served.kill('SIGTERM');
      await new Promise((ended) => served.once('exit', ended));
      rmSync(folder, { recursive: true });
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

function started(served: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    served.stdout?.on('data', (piece: Buffer) => {
      said += piece.toString();
      const link = /http:\/\/\S+\/link\/\S+/.exec(said)?.[0];
      if (link) resolve(link);
    });
    served.once('exit', (code) => reject(new Error(`the node ended with ${code}: ${said}`)));
  });
}

test.describe.configure({ mode: 'serial' });

let state: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;

async function seated(browser: Browser, link: string, more: Parameters<Browser['newContext']>[0] = {}): Promise<[Page, string]> {
  const base = new URL(link).origin;
  if (!state) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(link);
    await page.fill('[name=handle]', 'olga');
    await page.fill('[name=party]', 'osce');
    await page.fill('[name=password]', PASSWORD);
    await page.fill('[name=again]', PASSWORD);
    await page.click('button.main');
    await page.waitForURL((url) => !url.pathname.startsWith('/link'));
    state = await context.storageState();
    await context.close();
  }
  const context = await browser.newContext({ storageState: state, viewport: { width: 1366, height: 768 }, ...more });
  return [await context.newPage(), base];
}

const names = (page: Page) => page.locator('svg.network .name');

/** Marks the page, so that a new one is told from a drawing that came into this one. */
const mark = (page: Page) => page.evaluate(() => document.body.setAttribute('data-same', 'yes'));
const same = (page: Page) => page.locator('body[data-same]');

test('the busiest parties are drawn first, all of them when one asks, and the page stays', async ({ browser, link }) => {
  const [page, base] = await seated(browser, link);
  const wrong = watched(page);
  await page.goto(`${base}/parties?on=2004-06-01`);
  await expect(names(page)).toHaveCount(40);
  await expect(page.locator('.legend')).toContainText('200 more tied parties have no room here');
  await mark(page);
  await page.check('[name=all]');
  await expect(names(page)).toHaveCount(240);
  await page.check('[name=states]');
  await expect(names(page)).toHaveCount(300);
  await expect(page).toHaveURL(/states=1/);
  await expect(same(page)).toHaveCount(1);
  // no name stands on another
  const boxes = await names(page).locator('rect').evaluateAll((all) => all.map((rect) => ['x', 'y', 'width', 'height'].map((side) => Number(rect.getAttribute(side)))));
  const meet = ([ax, ay, aw, ah]: number[], [bx, by, bw, bh]: number[]) => ax! < bx! + bw! && bx! < ax! + aw! && ay! < by! + bh! && by! < ay! + ah!;
  expect(boxes.filter((a, at) => boxes.slice(at + 1).some((b) => meet(a, b)))).toEqual([]);
  expect(wrong).toEqual([]);
  await page.context().close();
});

test('who is pointed at stands out with those it is joined to', async ({ browser, link }) => {
  const [page, base] = await seated(browser, link);
  await page.goto(`${base}/parties?on=2004-06-01&all=1&states=1`);
  const name = names(page).nth(17);
  const joined = ((await name.getAttribute('data-to')) ?? '').split(' ').map((one) => Number.parseInt(one, 10));
  await name.hover();
  await expect(page.locator('svg.network.pointed')).toHaveCount(1);
  await expect(page.locator('svg.network .name.near')).toHaveCount(new Set(joined).size + 1);
  expect((await page.locator('svg.network .over').getAttribute('d'))?.split('M').length).toBeGreaterThan(joined.length);
  await page.mouse.move(5, 5);
  await expect(page.locator('svg.network.pointed')).toHaveCount(0);
  await name.focus();
  await expect(page.locator('svg.network.pointed')).toHaveCount(1);
  await page.context().close();
});

test('one party is found by a word, narrowed to a kind, and looked at on another day', async ({ browser, link }) => {
  const [page, base] = await seated(browser, link);
  await page.goto(`${base}/parties?on=2004-06-01`);
  const busiest = await names(page).first().locator('title').textContent();
  await mark(page);
  await page.fill('[name=party]', busiest ?? '');
  await page.press('[name=party]', 'Enter');
  await expect(page.locator('#drawn')).toContainText(`Drawn around: ${busiest}`);
  await expect(page.locator('svg.network .name.about title')).toHaveText(busiest ?? '');
  const around = await names(page).count();
  await page.selectOption('[name=kind]', 'guest');
  await expect(page).toHaveURL(/kind=guest/);
  await expect(page.locator('.legend > span:has(svg)')).toHaveCount(1);
  expect(await names(page).count()).toBeLessThan(around);
  const rows = page.locator('[aria-labelledby=ties] tbody tr');
  const before = await rows.count();
  await page.locator('input[type=range]').evaluate((slider: HTMLInputElement) => {
    slider.value = String(Number(slider.min) + 900);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    slider.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await expect(page.locator('#in-force')).toContainText(/199[3-6]/);
  await expect(rows).not.toHaveCount(before);
  await expect(same(page)).toHaveCount(1);
  await page.fill('[name=party]', 'nobody at all');
  await page.press('[name=party]', 'Enter');
  await expect(page.locator('#drawn')).toContainText('No party that you see is called “nobody at all”');
  await page.context().close();
});

test('it does without script, in three languages, light and dark', async ({ browser, link }) => {
  for (const [locale, colorScheme] of [['en-GB', 'light'], ['ru-RU', 'dark'], ['zh-CN', 'light']] as const) {
    const [page, base] = await seated(browser, link, { locale, colorScheme });
    for (const address of ['/parties?on=2004-06-01&party=party-10', '/parties?on=2004-06-01&all=1&states=1', '/ties?on=2004-06-01&a=add-tie+party-1+party-2+liaison']) {
      await page.goto(base + address);
      expect(await faults(page), `${locale} ${address}`).toEqual([]);
      expect(await cutControls(page), `${locale} ${address}`).toEqual([]);
    }
    await page.context().close();
  }
  const [page, base] = await seated(browser, link, { javaScriptEnabled: false });
  await page.goto(`${base}/parties?on=2004-06-01`);
  await page.fill('[name=party]', 'party-10');
  await page.locator('form[action="/parties"] button').click();
  await expect(page.locator('svg.network .name.about')).toHaveCount(1);
  await page.context().close();
});

test('a scenario is kept, and opened beside another', async ({ browser, link }) => {
  const [page, base] = await seated(browser, link);
  await page.goto(`${base}/ties?on=2004-06-01`);
  await page.fill('[name=a]', 'add-tie party-1 party-2 liaison');
  await page.click('button.main');
  await page.fill('[name=name]', 'A liaison');
  await page.click('button[form=keep-a]');
  await expect(page.locator('.notice')).toContainText('The scenario is kept.');
  await expect(page.locator('.scenarios')).toContainText('kept as “A liaison”');
  await page.goto(`${base}/ties?on=2004-06-01&a=admit+party-3+party-1`);
  await page.locator('table.kept a', { hasText: /^b$/ }).click();
  await expect(page.locator('[name=b]')).toHaveValue('add-tie party-1 party-2 liaison');
  await expect(page.locator('[name=a]')).toHaveValue('admit party-3 party-1');
  await page.locator('table.kept summary').click();
  await page.locator('table.kept [name=name]').fill('Two offices');
  await page.locator('table.kept details button').click();
  await expect(page.locator('table.kept th[scope=row]')).toHaveText('Two offices');
  await page.locator('table.kept button.link').click();
  await expect(page.locator('table.kept')).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page).toHaveURL(/\/councils$/);
  await page.context().close();
});
