// What the columns of a table mean: corrected on the preview of a file, remembered, forgotten; with script and without, in three languages.

import type { Browser, BrowserContext, Page } from '@playwright/test';

import { expect, type Node, PASSWORD, test, watched } from './node.ts';
import { cutControls, faults } from './page.ts';

test.use({ house: 'columns' });
test.describe.configure({ mode: 'serial' });

/** Headers that say nothing, with a column of addresses and one that is empty. */
function table(mark: string): string {
  const header = ['', '2', '3', '4', '5', '6', '7'].map((n) => `${mark}${n}`).join(',');
  const rows = [`${mark}x1,Dig wells in Ishkoshim and along the whole of the upper valley,Helvetas,2026-04-01,2026-09-30,a@example.org,`, `${mark}x2,Mend the bridge,Acted,2026-05-01,2026-06-30,b@example.org,`];
  return [header, ...rows, ''].join('\n');
}

let state: Awaited<ReturnType<BrowserContext['storageState']>>;

async function seated(browser: Browser, more: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ storageState: state, viewport: { width: 1366, height: 768 }, ...more });
  return context.newPage();
}

/** Without script the page of a file that is being read is loaded again by its reader. */
async function read(page: Page): Promise<void> {
  for (let times = 0; times < 100 && (await page.locator('#columns').count()) === 0; times++) {
    await page.waitForTimeout(200);
    await page.reload();
  }
}

async function send(page: Page, node: Node, name: string, text: string): Promise<void> {
  await page.goto(`${node.base}/import`);
  await page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.click('button.main');
  await read(page);
}

const says = (page: Page, column: string) => page.getByRole('combobox', { name: column, exact: true });

test('the first operator comes in', async ({ page, node }) => {
  await page.goto(node.link);
  await page.fill('[name=handle]', 'olga');
  await page.fill('[name=party]', 'agency');
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=again]', PASSWORD);
  await page.click('button.main');
  await expect(page.locator('.empty')).toBeVisible();
  state = await page.context().storageState();
});

for (const script of [true, false]) {
  test(`columns are corrected, remembered and forgotten ${script ? 'with' : 'without'} script`, async ({ browser, node }) => {
    const page = await seated(browser, { javaScriptEnabled: script });
    const wrong = watched(page);
    const mark = script ? 'Q' : 'W';
    await send(page, node, 'plan.csv', table(mark));
    await page.click('a[href="#columns"]');
    // told by its contents: texts of several words
    await expect(says(page, `${mark}2`)).toHaveValue('title');
    await expect(says(page, `${mark}3`)).toHaveValue('kept');
    await expect(page.locator('table.meanings')).toContainText('not shown: it tells of persons');
    await expect(page.locator('table.meanings')).not.toContainText('example.org');
    await says(page, mark).selectOption('id');
    await says(page, `${mark}3`).selectOption('id');
    await page.click('form.columns button.main');
    // two columns can't both be the identifier: said beside both, and what was chosen stays
    await expect(page.locator('form.columns .wrong')).toHaveCount(2);
    await expect(says(page, `${mark}3`)).toHaveValue('id');
    await expect(says(page, `${mark}2`)).toHaveValue('title');
    if (script) {
      expect(await faults(page)).toEqual([]);
      expect(await cutControls(page)).toEqual([]);
    }
    await says(page, `${mark}3`).selectOption('implementer');
    await page.click('form.columns button.main');
    await read(page);
    await expect(page.locator('form.columns')).toContainText('Read as was said before (olga,');
    await expect(page.locator('#plan-created + table')).toContainText('Mend the bridge');
    await page.click('form.apply button');
    for (let times = 0; times < 100 && (await page.locator('main .notice').count()) === 0; times++) {
      await page.waitForTimeout(200);
      await page.reload();
    }
    await expect(page.locator('main .notice')).toContainText('Applied');

    await send(page, node, 'next.csv', table(mark).replaceAll('x1', 'x3'));
    await expect(says(page, `${mark}3`)).toHaveValue('implementer');
    await page.click('form.columns button[name=shape]');
    await read(page);
    await expect(says(page, `${mark}3`)).toHaveValue('kept');
    await expect(page.locator('form.columns')).not.toContainText('olga');
    expect(wrong).toEqual([]);
    await page.context().close();
  });
}

for (const language of ['en', 'ru', 'zh']) {
  for (const appearance of ['light', 'dark'] as const) {
    test(`the preview is accessible and uncut, also on a telephone: ${language}, ${appearance}`, async ({ browser, node }) => {
      const page = await seated(browser, { colorScheme: appearance });
      const { hostname: domain } = new URL(node.base);
      await page.context().addCookies([{ name: 'comity-language', value: language, domain, path: '/' }]);
      await send(page, node, 'plan.csv', table('Q'));
      for (const [width, height] of [[1366, 768], [390, 844]] as const) {
        await page.setViewportSize({ width, height });
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        expect(await faults(page), `${width}`).toEqual([]);
        expect(await cutControls(page), `${width}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 'wider than the window').toBeLessThanOrEqual(0);
        // the longest thing that a column may mean is read in whole
        const cut = await page.locator('table.meanings select').evaluateAll((all) =>
          (all as HTMLSelectElement[]).filter((one) => {
            const given = one.offsetWidth;
            one.style.width = 'max-content';
            const needed = one.offsetWidth;
            one.style.width = '';
            return needed > given;
          }).length,
        );
        expect(cut, `${width}`).toBe(0);
        if (!process.env.COMITY_SHOTS) continue;
        await page.locator('#columns').evaluate((heading) => heading.scrollIntoView());
        await page.screenshot({ path: `${process.env.COMITY_SHOTS}/columns-${language}-${appearance}-${width}.png`, fullPage: true });
      }
      await page.context().close();
    });
  }
}
