// Reference files and routes of desks in a browser: sent, looked at, in force, drawn, removed; with script and without, in three languages.

import type { Browser, BrowserContext, Page } from '@playwright/test';

import { expect, type Node, PASSWORD, plan, test, watched } from './node.ts';
import { cutControls, faults } from './page.ts';

test.use({ house: 'reference' });
test.describe.configure({ mode: 'serial' });

let session: Awaited<ReturnType<BrowserContext['storageState']>>;

const PLACES = 'id,level,name,names,parent,points\nlocal:kuhdara,named,Kuhdara valley,ru=Долина Кухдара,iso2:TJ,38.1 68.2\nlocal:x,village,Wrong,,iso2:TJ,\n';
const ring = (west: number, south: number, east: number, north: number) => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
];
const BORDERS = JSON.stringify({
  type: 'FeatureCollection',
  features: [
    { type: 'Feature', properties: { place: 'iso2:TJ' }, geometry: { type: 'Polygon', coordinates: ring(67.4, 36.7, 75.1, 41) } },
    { type: 'Feature', properties: { place: 'iso2:KG', disputed: true }, geometry: { type: 'Polygon', coordinates: ring(69.3, 41, 80.2, 43.2) } },
  ],
});

async function seated(browser: Browser, more: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ storageState: session, viewport: { width: 1366, height: 768 }, ...more });
  return context.newPage();
}

async function send(page: Page, node: Node, part: string, name: string, text: string): Promise<void> {
  await page.goto(`${node.base}/reference`);
  await page.check(`[name=part][value=${part}]`);
  await page.fill('[name=source]', 'State survey, 2005');
  await page.fill('[name=licence]', 'CC BY 4.0');
  await page.setInputFiles('[name=file]', { name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
  await page.click('form[enctype] button.main');
}

test('an operator with a desk and some plans', async ({ page, node }) => {
  await page.goto(node.link);
  await page.fill('[name=handle]', 'olga');
  await page.fill('[name=party]', 'agency');
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=again]', PASSWORD);
  await page.click('button.main');
  await page.goto(`${node.base}/import`);
  await page.setInputFiles('input[type=file]', plan);
  await page.click('button.main');
  await page.selectOption('[name=tlp]', 'TLP:GREEN');
  await page.click('form.apply button');
  await expect(page.locator('main .notice')).toContainText('Applied');
  await page.goto(`${node.base}/desks`);
  const form = page.locator('form.stack').last();
  await form.locator('[name=party]').fill('agency');
  await form.locator('[name=name]').fill('Borders');
  await form.locator('button').click();
  await expect(page.locator('main .notice')).toContainText('Saved');
  session = await page.context().storageState();
});

for (const script of [true, false]) {
  test(`a file is looked at, put in force and removed, ${script ? 'with' : 'without'} script`, async ({ browser, node }) => {
    const page = await seated(browser, { javaScriptEnabled: script });
    const wrong = watched(page);
    await send(page, node, 'places', 'valleys.csv', PLACES);
    await expect(page.locator('main')).toContainText('Nothing is changed yet.');
    await expect(page.locator('.problems')).toContainText('`village` is no level');
    await expect(page.locator('.places-changed')).toContainText('Kuhdara valley');
    if (script) {
      expect(await faults(page)).toEqual([]);
      expect(await cutControls(page)).toEqual([]);
    }
    await page.fill('[name=reason]', 'the valley was missing');
    await page.click('button.main');
    await expect(page.locator('main .notice')).toContainText('It is in force.');
    await expect(page.locator('main table').first()).toContainText('State survey, 2005');
    await page.click('a[href$="/remove"]');
    await page.fill('[name=reason]', 'not needed any more');
    await page.click('button.main');
    await expect(page.locator('main .notice')).toContainText('no longer in force');
    expect(wrong).toEqual([]);
    await page.context().close();
  });
}

test('boundaries are drawn with their source named', async ({ browser, node }) => {
  const page = await seated(browser);
  const wrong = watched(page);
  await send(page, node, 'boundaries', 'borders.geojson', BORDERS);
  await expect(page.locator('main')).toContainText('Showing them is no position on the status');
  expect(await faults(page)).toEqual([]);
  await page.click('button.main');
  await expect(page.locator('main .notice')).toContainText('It is in force.');
  await page.goto(`${node.base}/activities?view=map`);
  await expect(page.locator('.boundaries path')).toHaveCount(2);
  await expect(page.locator('.boundaries .disputed')).toHaveCSS('stroke-dasharray', /5/);
  await expect(page.locator('.origins')).toHaveText('Boundaries as named by State survey, 2005 (CC BY 4.0); showing them is no position on status.');
  expect(await faults(page)).toEqual([]);
  expect(wrong).toEqual([]);
  await page.context().close();
});

test('what comes to a desk is chosen, looked at and kept', async ({ browser, node }) => {
  const page = await seated(browser, { javaScriptEnabled: false });
  await page.goto(`${node.base}/desks`);
  await page.click('a[href$="/route"]');
  await page.check('[name=kind][value=conflict]');
  await page.fill('[name=place-named]', 'Nowhere at all');
  await page.click('form.route button');
  await expect(page.locator('.wrong')).toContainText('no place that is known');
  await expect(page.locator('[name=kind][value=conflict]')).toBeChecked();
  await page.fill('[name=place-named]', 'Tajikistan');
  await page.click('form.route button');
  await expect(page.locator('section.notice')).toContainText('Tajikistan');
  await expect(page.locator('section.notice')).toContainText('to this desk now');
  await page.click('section.notice button');
  await expect(page.locator('main .notice')).toContainText('to the desk');
  await expect(page.locator('main table')).toContainText('Tajikistan');
  await page.context().close();
});

for (const language of ['en', 'ru', 'zh']) {
  for (const width of [390, 1366]) {
    test(`the pages are accessible and uncut: ${language}, ${width} px`, async ({ browser, node }) => {
      const page = await seated(browser, { viewport: { width, height: 800 } });
      const { hostname: domain } = new URL(node.base);
      await page.context().addCookies([{ name: 'comity-language', value: language, domain, path: '/' }]);
      await page.goto(`${node.base}/desks`);
      const route = await page.locator('a[href$="/route"]').getAttribute('href');
      for (const path of ['/reference', '/desks', `${route}?look=1&kind=conflict&place=iso2:TJ`]) {
        await page.goto(node.base + path);
        for (const part of await page.locator('details').all()) await part.evaluate((one: HTMLDetailsElement) => one.setAttribute('open', ''));
        expect(await faults(page), path).toEqual([]);
        expect(await cutControls(page), path).toEqual([]);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(wider, `${path} is wider than the window`).toBeLessThanOrEqual(0);
      }
      await page.context().close();
    });
  }
}
