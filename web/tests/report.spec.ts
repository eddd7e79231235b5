// The report as a person uses it.

import { readFileSync } from 'node:fs';

import type { FindingLine } from '../src/report.ts';
import { expect, test, view } from './page.ts';
import { altered, sample } from './samples.ts';

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

test('a side with several records has a chooser, the other side stays', async ({ open }) => {
  // two reports of one activity on the left, three on the right
  const path = altered('small', 'sides', (columns) => {
    const at = columns.findings.kind.indexOf('overlap');
    columns.findings.records[at] = [6, 5, 9, 10, 11];
    columns.findings.sides = columns.findings.kind.map((_, i) => (i === at ? [[6, 5], [9, 10, 11]] : null));
  });
  const page = await open({ path }, 'kind=overlap');
  const title = (side: number) => page.locator('.sides tr.f-title td').nth(side);
  await expect(page.locator('.choosers select')).toHaveCount(2);
  await expect(page.locator('#side-0 option')).toHaveCount(2);
  await expect(page.locator('#side-1 option')).toHaveCount(3);
  await expect(title(0)).toContainText('Kanal-2005');
  await page.locator('#side-0').selectOption({ index: 1 });
  await expect(title(0)).toContainText('Kanal-2004');
  await expect(title(1)).toContainText('Counter-narcotics training');
  await expect(page.locator('#side-0')).toBeFocused();
  await page.locator('#side-1').selectOption({ index: 2 });
  await expect(title(1)).toContainText('drugs and small arms');
  await expect(title(0)).toContainText('Kanal-2004');
  // another finding begins with the first records again, and one of two records has no chooser
  await page.keyboard.press('Escape');
  await page.locator('.rows button').nth(1).click();
  await expect(page.locator('.choosers')).toHaveCount(0);
});

test('what one side does not state is not marked as different', async ({ open }) => {
  const path = altered('small', 'silent', (columns) => {
    const at = columns.findings.kind.indexOf('overlap');
    const [one = 0] = columns.findings.records[at] ?? [];
    columns.records.kind[one] = 'unknown';
  });
  const page = await open({ path }, 'kind=overlap');
  await expect(page.locator('.sides tr.f-activityKind .absent')).toHaveText('not stated');
  await expect(page.locator('.sides tr.f-activityKind')).not.toHaveClass(/differs/);
  await expect(page.locator('.sides tr.f-reporter')).toHaveClass(/differs/);
});

test('a record stands beside the instrument that it meets', async ({ open }) => {
  const path = altered('small', 'instrument', (columns, lines) => {
    const at = columns.findings.kind.indexOf('conflict');
    columns.findings.records[at] = [2];
    columns.instruments = [{ id: 'i', title: ['Request of the summit', ''], obligation: ['asks for a day', ''], parties: [0], kind: 'declaration', start: 12_969, end: null, source: 0, line: 5 }];
    const line = JSON.parse(lines[at] ?? '{}') as FindingLine;
    line.gist = { key: 'instrument-gist', activity: 'East-Antiterror-2006', by: 'sco', instrument: 'Request of the summit', forbids: true };
    lines[at] = JSON.stringify(line);
  });
  const page = await open({ path }, 'kind=conflict');
  await page.locator('.rows button').first().click();
  await expect(page.locator('.detail h2')).toHaveText('“Request of the summit” stands against “East-Antiterror-2006” (SCO).');
  await expect(page.locator('.sides td').nth(0)).toHaveText('East-Antiterror-2006');
  await expect(page.locator('.sides td').nth(1)).toHaveText('Request of the summit');
  await expect(page.locator('.sides')).toContainText('asks for a day');
  await expect(page.locator('.sides')).toContainText('from 5 Jul 2005');
  await expect(page.locator('.sides')).toContainText('line 5');
});

test('a selection of nothing says so in every view, with the way out', async ({ open }) => {
  const page = await open('small', 'words=zzzz');
  for (const name of VIEWS) {
    await view(page, name);
    await expect(page.locator('.empty')).toContainText('No finding fits this filter');
    await expect(page.locator('.view:visible')).toHaveCount(0);
  }
  await page.locator('.empty button').click();
  await expect(page.locator('.view.network')).toBeVisible();
  await expect(page.locator('.rows > li')).toHaveCount(9);
});

test('the keyboard alone opens, closes and reaches every control', async ({ open }) => {
  const page = await open('small');
  await page.keyboard.press('Escape');
  await expect(page.locator('.detail')).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(page.locator('.detail')).toBeFocused();
  await expect(page.locator('.rows [aria-current] .rank')).toHaveText('1');
  // the keys of a node do nothing here
  await page.keyboard.press('m');
  await page.keyboard.press('d');
  await expect(page.locator('.rows .verdict').first()).toHaveText('');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await page.locator('.names .name').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.chip')).toHaveCount(1);
  await page.locator('.detail .close').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.detail')).toBeHidden();
  await expect(page.locator('.tabs [aria-current]')).toBeFocused();
});

test('the address alone brings back view, filter and opened finding', async ({ open }) => {
  const page = await open('small', 'view=matrix&kind=overlap&party=osce');
  await page.locator('.rows button').first().click();
  const address = page.url();
  const sentence = await page.locator('.detail h2').textContent();
  await page.goto('about:blank');
  await page.goto(address);
  await page.waitForSelector('html.ready');
  await expect(page.locator('.view.matrix')).toBeVisible();
  await expect(page.locator('.chip')).toHaveCount(2);
  await expect(page.locator('.detail h2')).toHaveText(sentence ?? '');
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
