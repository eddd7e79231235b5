// The work of two desks on one node: a conflict from its clock to a joint outcome, a finding handed on; with script and without.

import { readFileSync } from 'node:fs';

import type { Browser, BrowserContext, Page } from '@playwright/test';

import { expect, type Node, PASSWORD, plan, test, watched } from './node.ts';
import { cutControls, faults } from './page.ts';

test.use({ house: 'work' });
test.describe.configure({ mode: 'serial' });

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;
const sessions = new Map<string, Session>();

async function seated(browser: Browser, who: string, more: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const state = sessions.get(who);
  if (!state) throw new Error(`${who} isn't logged in`);
  const context = await browser.newContext({ storageState: state, viewport: { width: 1366, height: 768 }, ...more });
  return context.newPage();
}

/** Puts in those plans whose identifiers fit, for all to read. */
async function putIn(page: Page, node: Node, name: string, fits: (id: string) => boolean): Promise<void> {
  const [header, ...lines] = readFileSync(plan, 'utf8').trim().split('\n');
  // plans of next year, whenever this runs: a conflict of the past has no clock
  const year = new Date().getFullYear() + 1;
  const text = [header, ...lines.filter((line) => fits(line.slice(0, line.indexOf(','))))].join('\n');
  await page.goto(`${node.base}/import`);
  await page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(`${text.replaceAll('2026-', `${year}-`)}\n`) });
  await page.click('button.main');
  await page.selectOption('[name=tlp]', 'TLP:GREEN');
  await page.click('form.apply button');
  await expect(page.locator('main .notice')).toContainText('Applied');
}

async function openConflict(page: Page, node: Node): Promise<void> {
  await expect(async () => {
    await page.goto(`${node.base}/findings?kind=conflict`);
    await expect(page.locator('a.row').first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await page.locator('a.row').first().click();
  await expect(page.locator('.hands')).toBeVisible();
}

test('two desks put in what collides', async ({ browser, page, node }) => {
  await page.goto(node.link);
  await page.fill('[name=handle]', 'olga');
  await page.fill('[name=party]', 'agency');
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=again]', PASSWORD);
  await page.click('button.main');
  await expect(page.locator('.empty')).toContainText('Nothing waits for your desk.');
  sessions.set('olga', await page.context().storageState());
  await page.goto(`${node.base}/users`);
  const invite = page.locator('form[action="/users"]');
  await invite.locator('[name=handle]').fill('nadia');
  await invite.locator('[name=party]').fill('neighbour');
  await invite.locator('[value=desk-officer]').check();
  await invite.locator('button').click();
  const link = await page.locator('[data-link]').textContent();
  const context = await browser.newContext();
  const nadia = await context.newPage();
  await nadia.goto(link ?? '');
  await nadia.fill('[name=password]', PASSWORD);
  await nadia.fill('[name=again]', PASSWORD);
  await nadia.click('button.main');
  await expect(nadia.locator('.empty')).toBeVisible();
  sessions.set('nadia', await context.storageState());
  await putIn(nadia, node, 'theirs.csv', (id) => id === 'C-3');
  await putIn(page, node, 'ours.csv', (id) => id !== 'C-3');
  await context.close();
});

test('a finding is offered with a key and refused, without script accepted', async ({ browser, node }) => {
  const [olga, nadia] = [await seated(browser, 'olga'), await seated(browser, 'nadia', { javaScriptEnabled: false })];
  const wrong = watched(olga);
  await openConflict(olga, node);
  const answers: [string, string][] = [
    ['refuse', 'Refused'],
    ['accept', 'Accepted'],
  ];
  for (const [answer, words] of answers) {
    await olga.keyboard.press('d');
    await expect(olga.locator('[data-delegate] select')).toBeFocused();
    await olga.selectOption('[data-delegate] select', { label: 'neighbour' });
    await olga.fill('[data-delegate] [name=reason]', 'the hall is theirs');
    await olga.keyboard.press('Enter');
    await expect(olga.locator('main .notice')).toContainText('Offered');
    await nadia.goto(`${node.base}/`);
    await nadia.locator('a.row', { hasText: 'the hall is theirs' }).click();
    await nadia.fill('.hands .note [name=reason]', 'so it is');
    await nadia.click(`button[value=${answer}]`);
    await expect(nadia.locator('main .notice')).toContainText(words);
    await openConflict(olga, node);
  }
  await expect(olga.locator('.holders')).toContainText('handed on');
  // it comes back the same way
  await olga.click('.hands form[action$="/take"] button');
  await expect(olga.locator('main .notice')).toContainText('Your desk has it now.');
  expect(wrong).toEqual([]);
  await Promise.all([olga.context().close(), nadia.context().close()]);
});

for (const script of [true, false]) {
  test(`a conflict goes to a joint outcome and back, ${script ? 'with' : 'without'} script`, async ({ browser, node }) => {
    const more = { javaScriptEnabled: script };
    const [olga, nadia] = [await seated(browser, 'olga', more), await seated(browser, 'nadia', more)];
    const wrong = [...watched(olga), ...watched(nadia)];
    await openConflict(olga, node);
    await expect(olga.locator('.hands .due').first()).toBeVisible();
    await olga.locator('[data-outcome]').evaluate((part: HTMLDetailsElement) => {
      part.open = true;
    });
    await olga.check('[data-outcome] [value=jointly]');
    await olga.fill('[data-outcome] [name=reason]', 'one course for both');
    await olga.click('[data-outcome] button');
    await expect(olga.locator('main .notice')).toContainText('It holds when the others have agreed.');
    await nadia.goto(`${node.base}/`);
    await nadia.locator('a.row', { hasText: 'one course for both' }).click();
    await nadia.click('button[value=agree]');
    await expect(nadia.locator('main .notice')).toContainText('You have agreed.');
    await expect(nadia.locator('.outcomes li').first()).toContainText('holds');
    await olga.goto(`${node.base}/`);
    await expect(olga.locator('.empty')).toContainText('Nothing waits');
    await olga.goto(nadia.url().replace(/&done=.*/, ''));
    await olga.click('form[action$="/retract"] button');
    await expect(olga.locator('main .notice')).toContainText('Taken back.');
    expect(wrong).toEqual([]);
    await Promise.all([olga.context().close(), nadia.context().close()]);
  });
}

for (const language of ['ru', 'zh']) {
  test(`an open proposal is accessible and uncut: ${language}`, async ({ browser, node }) => {
    const page = await seated(browser, 'nadia');
    const { hostname: domain } = new URL(node.base);
    await page.context().addCookies([{ name: 'comity-language', value: language, domain, path: '/' }]);
    await openConflict(page, node);
    const word = { ru: 'отложить своё', zh: '推迟我方活动' }[language] ?? '';
    await page.locator('[data-outcome]').evaluate((part: HTMLDetailsElement) => {
      part.open = true;
    });
    await page.getByLabel(word).check();
    await page.fill('[data-outcome] [name=reason]', '—');
    for (const part of await page.locator('.detail details').all()) {
      await part.evaluate((one: HTMLDetailsElement) => {
        one.open = true;
      });
    }
    expect(await faults(page)).toEqual([]);
    expect(await cutControls(page)).toEqual([]);
    await page.locator('[data-outcome] button').click();
    await expect(page.locator('main .notice')).toContainText({ ru: 'вступило в силу', zh: '已记录并生效' }[language] ?? '');
    await page.locator('form[action$="/retract"] button').first().click();
    await page.goto(`${node.base}/`);
    expect(await faults(page)).toEqual([]);
    expect(await cutControls(page)).toEqual([]);
    await page.context().close();
  });
}

test('many are answered at once with keys, and all of it is taken back', async ({ browser, node }) => {
  const page = await seated(browser, 'olga');
  const wrong = watched(page);
  await page.goto(`${node.base}/findings`);
  await expect(page.locator('.bulk')).toBeHidden();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.locator('[name=finding]:checked')).toHaveCount(1);
  await page.fill('.bulk [name=reason]', 'noise, all of it');
  expect(await faults(page)).toEqual([]);
  await page.click('.bulk button[value=reject]');
  await expect(page.locator('main .notice')).toContainText('Saved for all');
  await page.locator('h1').click();
  await page.keyboard.press('z');
  await expect(page.locator('main .notice')).toContainText('Undone');
  expect(wrong).toEqual([]);
  await page.context().close();
});

test('a plan is checked, filed and withdrawn', async ({ browser, node }) => {
  const page = await seated(browser, 'olga');
  const wrong = watched(page);
  const year = new Date().getFullYear() + 1;
  await page.goto(`${node.base}/check`);
  await page.fill('[name=title]', 'Cadet course');
  await page.fill('[name=start]', `${year}-05-01`);
  await page.fill('[name=end]', `${year}-06-30`);
  await page.fill('[name=asset]', 'Khorog training centre');
  await expect(page.locator('#answer .answer.with')).toBeVisible();
  await page.click('#answer summary');
  await expect(page.locator('#answer')).toContainText('In time');
  expect(await faults(page)).toEqual([]);
  await page.click('#answer form button');
  await expect(page.locator('main .notice')).toContainText('This is not an approval.');
  expect(await faults(page)).toEqual([]);
  expect(await cutControls(page)).toEqual([]);
  await page.click('table summary');
  await page.fill('table [name=reason]', 'no money');
  await page.click('table form button');
  await expect(page.locator('main .notice')).toContainText('withdrawn');
  expect(wrong).toEqual([]);
  await page.context().close();
});
