// Joint work as desks use it: from asking in to a report counted once, what is promised twice, a series with its lessons.

import type { Page } from '@playwright/test';

import { Desks } from './desks.ts';
import { expect, PASSWORD, test, watched } from './node.ts';
import { cutControls, faults } from './page.ts';

test.use({ house: 'joint' });
test.describe.configure({ mode: 'serial' });

const desks = new Desks();
let work = '';
let ready = '';
let series = '';

/** Opens what a summary hides, and gives the form in it. */
async function folded(page: Page, summary: string) {
  const details = page.locator('details', { has: page.locator('summary', { hasText: summary }) }).last();
  await details.evaluate((one: HTMLDetailsElement) => (one.open = true));
  return details.locator('form').first();
}

test('the desks come in', async ({ browser, page, node }) => {
  await page.goto(node.link);
  await page.fill('[name=handle]', 'olga');
  await page.fill('[name=party]', 'csto');
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=again]', PASSWORD);
  await page.click('button.main');
  await expect(page.locator('.empty')).toBeVisible();
  await desks.invited(browser, page, node, ['sergei', 'csto', 'desk-officer']);
  await desks.invited(browser, page, node, ['li', 'sco', 'desk-officer']);
  await desks.invited(browser, page, node, ['nadia', 'nato', 'desk-officer']);
});

for (const script of [true, false]) {
  test(`a joint activity begins, and who is asked joins ${script ? 'with' : 'without'} script`, async ({ browser, node }) => {
    const page = await desks.seated(browser, 'sergei', { javaScriptEnabled: script });
    const wrong = watched(page);
    await page.goto(`${node.base}/joint`);
    await page.fill('[name=title]', 'Flood relief on the Amu Darya');
    await page.fill('[name=text]', 'A field hospital and two weeks of drills.\n\nEach side speaks for its own means.');
    await page.fill('[name=partners]', 'sco');
    await page.fill('[name=start]', '2026-05-01');
    await page.fill('[name=end]', '2027-06-30');
    await page.click('form.stack button.main');
    await expect(page.locator('main h1')).toContainText('Flood relief');
    work = new URL(page.url()).pathname;
    for (const [what, money] of [['Field hospital', '100000'], ['Umpires and a joint staff', '']]) {
      const plan = script ? await folded(page, 'Add to the plan') : page.locator('form:has([name=act][value=plan])');
      if (!script) await page.locator('summary', { hasText: 'Add to the plan' }).click();
      await plan.locator('[name=what]').fill(what ?? '');
      await plan.locator('[name=money]').fill(money ?? '');
      await plan.locator('button').click();
      await expect(page.locator('table.pledges')).toContainText(what ?? '');
    }
    const theirs = await desks.seated(browser, 'li', { javaScriptEnabled: script });
    await theirs.goto(`${node.base}/`);
    await expect(theirs.locator('main')).toContainText('You are asked to join.');
    await theirs.goto(`${node.base}${work}`);
    await expect(theirs.locator('table.pledges')).toContainText('Field hospital');
    await theirs.locator('form.reply button.main').click();
    await expect(theirs.locator('main .notice')).toContainText('written into the log');
    await expect(theirs.locator('form.reply')).toHaveCount(0);
    expect(wrong).toEqual([]);
    await theirs.context().close();
    await page.context().close();
  });
}

test('shares, a calendar, papers for some, and a report counted once', async ({ browser, node }) => {
  const theirs = await desks.seated(browser, 'li');
  await theirs.goto(`${node.base}${work}`);
  let form = await folded(theirs, 'Take a share');
  await form.locator('[name=words]').fill('tents and doctors');
  await form.locator('[name=money]').fill('60 000,50');
  await form.locator('button').click();
  await expect(theirs.locator('table.pledges tbody tr').first()).toContainText('60,000.5');
  form = await folded(theirs, 'Report a figure');
  await form.locator('[name=period]').fill('2026');
  await form.locator('[name=figure]').fill('households reached');
  await form.locator('[name=value]').fill('500');
  await form.locator('[name=within]').selectOption('csto');
  await form.locator('button').click();
  await expect(theirs.locator('section.report')).toContainText('which reported none: counted here');

  const page = await desks.seated(browser, 'sergei');
  const wrong = watched(page);
  await page.goto(`${node.base}${work}`);
  form = await folded(page, 'Report a figure');
  await form.locator('[name=period]').fill('2026');
  await form.locator('[name=figure]').fill('households reached');
  await form.locator('[name=value]').fill('1200');
  await form.locator('button').click();
  await expect(page.locator('section.report')).toContainText('500 would have been counted twice');
  form = await folded(page, 'Add a date');
  await form.locator('[name=what]').fill('Planning conference');
  await form.locator('[name=start]').fill('2026-12-10');
  await form.locator('[name=place]').fill('Termez');
  await form.locator('button').click();
  await expect(page.locator('ul.dates')).toContainText('Planning conference');
  const coming = page.waitForEvent('download');
  await page.locator('button', { hasText: 'iCalendar' }).click();
  expect((await coming).suggestedFilename()).toBe('calendar-TLP-AMBER.ics');
  form = await folded(page, 'Ask somebody to join');
  await form.locator('[name=party]').fill('nato');
  await form.locator('[name=role]').selectOption('observer');
  await form.locator('button').click();
  form = await folded(page, 'Write a paper');
  await form.locator('[name=title]').fill('Rules of safety');
  await form.locator('[name=text]').fill('Two clear radio channels.');
  await form.locator('button').click();
  await expect(page.locator('article.note')).toContainText('Rules of safety');
  form = await folded(page, 'Publish the report');
  await form.locator('button').click();
  await expect(page.locator('section.report')).toContainText('published on');
  for (const format of ['PDF', 'DOCX', 'HTML']) {
    const paper = page.waitForEvent('download');
    await page.locator('section.report button', { hasText: format }).first().click();
    const file = await paper;
    if (process.env.SHOTS) await file.saveAs(`${process.env.SHOTS}/report.${format.toLowerCase()}`);
  }
  // with the eyes of an observer
  await page.locator('#partners ~ div tr', { hasText: 'nato' }).locator('a').click();
  await expect(page.locator('main .notice').first()).toContainText('North Atlantic Treaty Organization sees');
  await expect(page.locator('article.note')).toHaveCount(0);
  await expect(page.locator('table.pledges')).toHaveCount(0);
  expect(wrong).toEqual([]);
  await page.context().close();
  await theirs.context().close();
});

test('what is promised twice is told, and taken over by another hand', async ({ browser, node }) => {
  const page = await desks.seated(browser, 'sergei');
  const wrong = watched(page);
  await page.goto(`${node.base}/ready`);
  await page.fill('[name=title]', 'Rescue helicopters');
  await page.check('[value=equipment]');
  await page.fill('[name=quantity]', '3');
  await page.fill('[name=unit]', 'helicopters');
  await page.fill('[name=start]', '2026-01-01');
  await page.fill('[name=place]', 'Kant');
  await page.fill('[name=earmarked]', 'csto');
  await page.click('form.stack button.main');
  ready = new URL(page.url()).pathname;
  for (const [to, quantity] of [['sco', '2'], ['nato', '2']]) {
    const form = await folded(page, 'Promise it');
    await form.locator('[name=to]').fill(to ?? '');
    await form.locator('[name=what]').fill('flood relief');
    await form.locator('[name=quantity]').fill(quantity ?? '');
    await form.locator('[name=start]').fill('2027-05-01');
    await form.locator('[name=end]').fill('2027-05-31');
    await form.locator('button').click();
  }
  await expect(page.locator('main .wrong')).toContainText('4 helicopters promised, 3 helicopters held');
  const theirs = await desks.seated(browser, 'li');
  await theirs.goto(`${node.base}${ready}`);
  await expect(theirs.locator('main')).toContainText('promised elsewhere');
  await expect(theirs.locator('main')).not.toContainText('North Atlantic');
  const form = await folded(page, 'Hand it over');
  await form.locator('[name=to]').fill('sco');
  await form.locator('button').click();
  await theirs.reload();
  await theirs.locator('form.reply button.main').click();
  await expect(theirs.locator('dl.facts')).toContainText('Shanghai Cooperation');
  await expect(theirs.locator('main')).toContainText('North Atlantic');
  expect(wrong).toEqual([]);
  await theirs.context().close();
  await page.context().close();
});

test('a series keeps editions, figures, and lessons until they are taken up', async ({ browser, node }) => {
  const page = await desks.seated(browser, 'sergei');
  const wrong = watched(page);
  await page.goto(`${node.base}/series`);
  await page.fill('[name=title]', 'Rubezh');
  await page.check('[value=exercise]');
  await page.click('form.stack button.main');
  series = new URL(page.url()).pathname;
  for (const [edition, start, units] of [['2004', '2004-08-03', '2000'], ['2005', '2005-04-02', '2600'], ['2006', '2006-08-24', '2900']]) {
    let form = await folded(page, 'Add an edition');
    await form.locator('[name=edition]').fill(edition ?? '');
    await form.locator('[name=start]').fill(start ?? '');
    await form.locator('[name=place]').fill('Kant');
    await form.locator('[name=hosts]').fill('csto');
    await form.locator('[name=participants]').fill('kz, kg, ru');
    await form.locator('[name=observers]').fill('sco');
    await form.locator('button').click();
    form = await folded(page, 'Add a result');
    await form.locator('[name=edition]').selectOption(edition ?? '');
    await form.locator('[name=figure]').fill('strength');
    await form.locator('[name=value]').fill(units ?? '');
    await form.locator('button').click();
  }
  await expect(page.locator('table.editions')).toContainText('2,900');
  const theirs = await desks.seated(browser, 'li');
  await theirs.goto(`${node.base}${series}`);
  const lesson = await folded(theirs, 'Add a lesson');
  await lesson.locator('[name=edition]').selectOption('2004');
  await lesson.locator('[name=words]').fill('One radio net for all staffs.');
  await lesson.locator('button').click();
  await page.reload();
  await expect(page.locator('ol.lessons')).toContainText('not taken up yet');
  const taken = await folded(page, 'Taken up in a later edition');
  await taken.locator('[name=edition]').selectOption('2006');
  await taken.locator('button').click();
  await expect(page.locator('ol.lessons')).toContainText('taken up in 2006');
  const stranger = await desks.seated(browser, 'nadia');
  await stranger.goto(`${node.base}${series}`);
  await expect(stranger.locator('table.editions')).toContainText('2006');
  await expect(stranger.locator('main')).not.toContainText('One radio net');
  expect(wrong).toEqual([]);
  await stranger.context().close();
  await theirs.context().close();
  await page.context().close();
});

test('an observer that is asked to become a partner goes on observing until it answers', async ({ browser, node }) => {
  const theirs = await desks.seated(browser, 'nadia');
  const wrong = watched(theirs);
  await theirs.goto(`${node.base}${work}`);
  await theirs.locator('form.reply button.main').click();
  await expect(theirs.locator('form.reply')).toHaveCount(0);
  const page = await desks.seated(browser, 'sergei');
  await page.goto(`${node.base}${work}`);
  const form = await folded(page, 'Ask somebody to join');
  await form.locator('[name=party]').fill('nato');
  await form.locator('[name=role]').selectOption('partner');
  await form.locator('button').click();
  await expect(page.locator('#partners ~ div tr', { hasText: 'nato' })).toContainText('to become a partner');
  const { hostname: domain } = new URL(node.base);
  for (const language of ['ru', 'zh', 'en']) {
    await theirs.context().addCookies([{ name: 'comity-language', value: language, domain, path: '/' }]);
    for (const path of ['/', work]) {
      await theirs.goto(`${node.base}${path}`);
      await expect(theirs.locator('html')).toHaveAttribute('lang', language);
      if (process.env.SHOTS) await theirs.screenshot({ path: `${process.env.SHOTS}/${language}-raised${path.replaceAll('/', '_')}.png`, fullPage: true });
      expect(await cutControls(theirs), path).toEqual([]);
      expect(await faults(theirs), path).toEqual([]);
    }
  }
  // as whoever is asked to be a partner it sees the plan, and no papers yet
  await expect(theirs.locator('main')).toContainText('until you answer you go on observing');
  await expect(theirs.locator('table.pledges')).toContainText('Field hospital');
  await expect(theirs.locator('article.note')).toHaveCount(0);
  await theirs.locator('form.reply button.main').click();
  await expect(theirs.locator('#partners ~ div tr', { hasText: 'nato' })).toContainText('since');
  expect(wrong).toEqual([]);
  await page.context().close();
  await theirs.context().close();
});

test('a partner leaves: its share is open again, and it sees how it stood', async ({ browser, node }) => {
  const page = await desks.seated(browser, 'li');
  await page.goto(`${node.base}${work}`);
  const form = page.locator('form:has([name=act][value=leave])');
  await page.locator('summary', { hasText: 'Leave' }).click();
  await form.locator('[name=words]').fill('no means this year');
  await form.locator('button').click();
  await expect(page.locator('main')).toContainText('you left; this is how it stood then');
  await expect(page.locator('table.pledges')).toContainText('open again');
  await page.context().close();
});

for (const language of ['en', 'ru', 'zh']) {
  for (const [width, appearance] of [[1366, 'light'], [390, 'dark']] as const) {
    test(`every page of it is accessible and uncut: ${language}, ${width} px`, async ({ browser, node }) => {
      const page = await desks.seated(browser, 'sergei', { viewport: { width, height: 800 }, colorScheme: appearance });
      const { hostname: domain } = new URL(node.base);
      await page.context().addCookies([{ name: 'comity-language', value: language, domain, path: '/' }]);
      for (const [name, path] of [['all', '/joint'], ['work', work], ['ready-all', '/ready'], ['ready', ready], ['series-all', '/series'], ['series', series]]) {
        await page.goto(`${node.base}${path}`);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${language}-${width}-${name}.png`, fullPage: true });
        await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
        expect(await cutControls(page), path).toEqual([]);
        expect(await faults(page), path).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0);
      }
      await page.context().close();
    });
  }
}
