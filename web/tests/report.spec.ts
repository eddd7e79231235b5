// The report as a person uses it.

import { readFileSync } from 'node:fs';

import { cutControls, expect, seriousFaults, test } from './page.ts';
import { sample } from './samples.ts';

const VIEWS = ['list', 'map', 'timeline', 'table', 'matrix', 'network'];

test('opens with the ranked findings and the first of them', async ({ open }) => {
  const page = await open('small');
  await expect(page.locator('.rows > li')).toHaveCount(9);
  await expect(page.locator('.sentence')).toContainText('9 findings in 14 records of 8 parties');
  await expect(page.locator('.detail h2')).toContainText('CSTO and NATO work on the same need');
  await expect(page.locator('.rows [aria-current]')).toContainText('1');
});

test('a filter by kind, party, place, theme and year shows the same selection everywhere and stands in the address', async ({ open }) => {
  const page = await open('small');
  await page.getByRole('checkbox', { name: /^conflict/ }).check();
  await expect(page.locator('.rows > li')).toHaveCount(1);
  expect(page.url()).toContain('kind=conflict');
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await page.locator('.of-party label', { hasText: 'OSCE' }).locator('input').check();
  await expect(page.locator('.rows > li')).toHaveCount(3);
  await page.locator('.of-theme label', { hasText: 'small arms' }).locator('input').check();
  // the overlap on small arms, and the need for their control that is left uncovered
  await expect(page.locator('.rows > li')).toHaveCount(2);
  await page.locator('.tabs [data-view=table]').click();
  await expect(page.locator('.records tbody tr[aria-rowindex]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await page.locator('[data-year=until]').fill('2003');
  await page.locator('[data-year=until]').press('Enter');
  expect(page.url()).toContain('until=2003');
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await page.locator('#words').fill('kanal');
  await expect(page.locator('.sentence')).toContainText('2 records');
  await page.reload();
  await expect(page.locator('#words')).toHaveValue('kanal');
});

test('an opened finding shows both sides, marks what differs and adds up its evidence', async ({ open }) => {
  const page = await open('small');
  await page.locator('.rows button', { hasText: 'illicit' }).first().click();
  const sides = page.locator('.sides');
  await expect(sides.locator('tr.f-title td')).toHaveCount(2);
  await expect(sides.locator('tr.f-title mark').first()).toBeVisible();
  await expect(sides.locator('tr.f-dates')).toHaveClass(/differs/);
  await expect(sides.locator('tr.f-dates td').first()).toContainText('from c. 2002');
  const [left, right] = await sides.locator('tr.f-title td').evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).offsetWidth));
  expect(Math.abs((left ?? 0) - (right ?? 99))).toBeLessThan(2);
  await expect(page.locator('.waterfall tfoot')).toContainText('+8.1 bits');
  await expect(page.locator('.waterfall .prior')).toContainText('one pair in 40,000');
  await expect(page.locator('.waterfall .bar.against')).toHaveCount(1);
});

test('the keyboard alone walks, decides, undoes, searches and goes', async ({ open }) => {
  const page = await open('small');
  await page.keyboard.press('j');
  await expect(page.locator('.rows [aria-current] .rank')).toHaveText('2');
  await page.keyboard.press('c');
  await expect(page.locator('.rows li').nth(1).locator('.verdict')).toHaveText('confirmed');
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await page.keyboard.press('z');
  await expect(page.locator('.rows li').nth(2).locator('.verdict')).toHaveText('');
  await page.keyboard.press('k');
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await expect(page.locator('.view.map')).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(page.locator('#words')).toBeFocused();
  await page.reload();
  await expect(page.locator('.rows li').nth(1).locator('.verdict')).toHaveText('confirmed');
});

test('verdicts are exported with the records they are about', async ({ open }) => {
  const page = await open('small');
  await page.keyboard.press('j');
  await page.keyboard.press('u');
  await page.locator('#reason').fill('ask the other desk');
  await page.locator('#reason').press('Enter');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Export/ }).click();
  const file = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as { verdicts: Record<string, unknown>[] };
  expect(file.verdicts).toHaveLength(1);
  expect(file.verdicts[0]).toMatchObject({ verdict: 'unsure', kind: 'overlap', reason: 'ask the other desk', records: [{ id: 'csto-kanal-2005', reporter: 'csto' }, { id: 'nrc-cn-training', reporter: 'nrc' }] });
});

test('a number opens what it counts: matrix cell to records, record to its findings', async ({ open }) => {
  const page = await open('small', 'view=matrix');
  await page.locator('.cell', { hasText: '2' }).first().click();
  await expect(page.locator('.records tbody tr[aria-rowindex]')).toHaveCount(2);
  await page.locator('.records tbody .link').first().click();
  await expect(page.locator('.detail .links li').first()).toBeVisible();
});

for (const [language, first] of [['en', 'Findings'], ['ru', 'Выводы'], ['zh', '发现']] as const) {
  for (const size of [{ width: 1366, height: 768 }, { width: 390, height: 844 }]) {
    test(`nothing is cut in ${language} at ${size.width}`, async ({ open, page }) => {
      await page.setViewportSize(size);
      await open('small');
      await page.locator('#language').selectOption(language);
      expect(first.length).toBeGreaterThan(0);
      for (const view of VIEWS) {
        await page.locator(`.tabs [data-view=${view}]`).click();
        expect(await cutControls(page), view).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${view} is wider than the window`).toBe(true);
      }
    });
  }
}

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, ${scheme}`, async ({ open, page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open('small');
    for (const view of VIEWS) {
      await page.locator(`.tabs [data-view=${view}]`).click();
      expect(await seriousFaults(page), view).toEqual([]);
    }
    await page.locator('.rows button').nth(1).click({ force: true }).catch(() => undefined);
    await page.locator('.tabs [data-view=list]').click();
    await page.locator('.rows button').nth(2).click();
    expect(await seriousFaults(page), 'a finding').toEqual([]);
  });
}

test('dark is dark by the system and by the switch', async ({ open, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open('small');
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await paper()).toBe('rgb(20, 22, 26)');
  await page.locator('#appearance').selectOption('light');
  expect(await paper()).toBe('rgb(255, 255, 255)');
});

test('paper carries the ranked findings with their evidence and none of the tools', async ({ open }) => {
  const page = await open('small');
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.byteLength).toBeGreaterThan(10_000);
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.paper ol > li')).toHaveCount(9);
  await expect(page.locator('.paper ol > li').first()).toContainText('no tie between CSTO and NATO on 1 Jun 2006');
  await expect(page.locator('.page')).toBeHidden();
});

test('hostile records are text', async ({ open }) => {
  const page = await open('hostile');
  await page.locator('.rows button').nth(3).click();
  await expect(page.locator('.detail')).toContainText('<img src=x onerror=alert(1)>');
  expect(await page.locator('img').count()).toBe(0);
  for (const view of VIEWS) await page.locator(`.tabs [data-view=${view}]`).click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});

test('without script the first findings are readable', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`file://${sample('small')}`);
  await expect(page.locator('#still li').first()).toContainText('csto and nato');
  await expect(page.locator('#still')).toContainText('bits');
});

test('no findings say what to do next', async ({ open }) => {
  const page = await open('empty');
  await expect(page.locator('.empty')).toContainText('No finding was made of these records');
});
