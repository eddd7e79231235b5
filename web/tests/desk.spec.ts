// A desk at its node, in a browser.

import type { Browser, BrowserContext, Page } from '@playwright/test';

import { expect, type Node, PASSWORD, plan, test, watched } from './node.ts';
import { cutControls, faults } from './page.ts';

test.use({ house: 'desk' });
test.describe.configure({ mode: 'serial' });

let state: Awaited<ReturnType<BrowserContext['storageState']>>;

async function seated(browser: Browser, more: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ storageState: state, viewport: { width: 1366, height: 768 }, ...more });
  return context.newPage();
}

async function importPlan(page: Page, node: Node): Promise<void> {
  await page.goto(`${node.base}/import`);
  await page.setInputFiles('input[type=file]', plan);
  await page.click('button.main');
  await reloadedUntil(page, 'form.apply button');
  await expect(page.locator('h1')).toHaveText('plan.csv');
  await page.click('form.apply button');
  await reloadedUntil(page, 'main .notice');
  await expect(page.locator('main .notice')).toContainText('Applied');
}

/** Without script the page of a file that is being read is loaded again by its reader. */
async function reloadedUntil(page: Page, there: string): Promise<void> {
  for (let times = 0; times < 100 && (await page.locator(there).count()) === 0; times++) {
    await page.waitForTimeout(200);
    await page.reload();
  }
}

test('from the first link to a verdict, with keys', async ({ page, node }) => {
  const wrong = watched(page);
  await page.goto(node.link);
  await page.fill('[name=handle]', 'olga');
  await page.fill('[name=party]', 'agency');
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=again]', PASSWORD);
  await page.click('button.main');
  await expect(page.locator('.empty')).toBeVisible();
  state = await page.context().storageState();

  await importPlan(page, node);
  await page.click('a.button');
  // progress comes by itself, and the findings when it ends
  await expect(page.locator('a.row')).not.toHaveCount(0, { timeout: 20_000 });
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page.locator('#opened h2')).toContainText('can’t both go ahead');
  await expect(page).toHaveURL(/open=/);
  await expect(page.locator('.waterfall tbody tr')).not.toHaveCount(0);
  // the panes scroll, the page doesn't
  expect(await page.evaluate(() => [document.documentElement, document.querySelector('main') as HTMLElement].map((one) => one.scrollHeight - one.clientHeight))).toEqual([0, 0]);
  await page.keyboard.press('c');
  await expect(page.locator('main .notice')).toContainText('Saved: confirmed');
  await page.keyboard.press('z');
  await expect(page.locator('main .notice')).toContainText('Undone');
  await page.keyboard.press('Escape');
  await expect(page.locator('.detail.nothing')).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.locator('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(page.locator('[data-search]')).toBeFocused();
  expect(wrong).toEqual([]);
});

test('the answer comes as one types', async ({ browser, node }) => {
  const page = await seated(browser);
  const wrong = watched(page);
  await page.goto(`${node.base}/check`);
  await page.fill('[name=title]', 'Cadet course');
  await page.fill('[name=start]', '2026-05-01');
  await page.fill('[name=end]', '2026-06-30');
  await page.fill('[name=asset]', 'Khorog training centre');
  await expect(page.locator('#answer .answer.with')).toBeVisible();
  await expect(page.locator('#answer')).toContainText('not an approval');
  await page.fill('[name=start]', '2028-05-01');
  await page.fill('[name=end]', '2028-06-30');
  await expect(page.locator('#answer .answer.without')).toBeVisible();
  expect(wrong).toEqual([]);
  await page.context().close();
});

test('all of it without script', async ({ browser, node }) => {
  const page = await seated(browser, { javaScriptEnabled: false });
  await importPlan(page, node);
  await page.goto(`${node.base}/findings?kind=same`);
  await page.click('a.row >> nth=0');
  await expect(page.locator('#opened h2')).toContainText('describe one activity');
  await page.fill('[data-verdict] [name=reason]', 'the same course');
  await page.click('[data-verdict] button[value=confirm]');
  await expect(page.locator('#opened')).toContainText('the same course');
  await page.click('#opened .sides thead a >> nth=0');
  await expect(page.locator('.voices li')).toHaveCount(2);
  await page.context().close();
});

const PAGES = ['/', '/findings', '/activities', '/check?title=Cadet+course&start=2026-05-01&end=2026-06-30&asset=Khorog+training+centre', '/import', '/parties', '/ledger', '/users', '/me', '/nothing'];

for (const language of ['en', 'ru', 'zh']) {
  for (const appearance of ['light', 'dark'] as const) {
    test(`every page is accessible and uncut: ${language}, ${appearance}`, async ({ browser, node }) => {
      const page = await seated(browser, { colorScheme: appearance });
      const { hostname: domain } = new URL(node.base);
      await page.context().addCookies([{ name: 'comity-language', value: language, domain, path: '/' }]);
      const addresses = PAGES.map((path) => node.base + path);
      await page.goto(`${node.base}/findings?status=open`);
      addresses.push(await page.locator('a.row').first().evaluate((row: HTMLAnchorElement) => row.href));
      await page.goto(`${node.base}/activities`);
      addresses.push(await page.locator('table.dense tbody a').first().evaluate((link: HTMLAnchorElement) => link.href));
      await page.goto(`${node.base}/import`);
      addresses.push(await page.locator('table.dense tbody a').first().evaluate((link: HTMLAnchorElement) => link.href));
      for (const address of addresses) {
        await page.goto(address);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        expect(await faults(page), address).toEqual([]);
        expect(await cutControls(page), address).toEqual([]);
        if (process.env.COMITY_SHOTS) {
          const name = new URL(address).pathname.split('/').slice(1, 2).concat(new URL(address).search ? 'open' : '').join('-');
          await page.screenshot({ path: `${process.env.COMITY_SHOTS}/${name}-${language}-${appearance}.png` });
        }
      }
      await page.goto(`${node.base}/findings`);
      await page.setViewportSize({ width: 420, height: 800 });
      expect(await cutControls(page)).toEqual([]);
      await page.context().close();
    });
  }
}
