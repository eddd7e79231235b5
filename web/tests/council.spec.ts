// A council from its founding to a decision that becomes a tie: as its secretariat and its members use it.

import { Desks } from './desks.ts';
import { expect, PASSWORD, test, watched } from './node.ts';
import { cutControls, faults } from './page.ts';

test.use({ house: 'council' });
test.describe.configure({ mode: 'serial' });

const desks = new Desks();
let council = '';

const TIES = ['from,to,kind,since,until,note,source', 'osce,ru,partner,2004-01-01,,,paper', ''].join('\n');
const PROPOSALS = ['id,title,proposed_by,date,would_tie_from,would_tie_to,tie_kind,source', 'p-liaison,A liaison between NATO and the SCO,nato,2006-06-01,nato,sco,liaison,paper', 'p-exercise,Observers at each exercise,,2006-06-01,,,,paper', ''].join('\n');
const POSITIONS = ['party,proposal,stance,condition,source', 'nato,p-liaison,support,,paper', 'csto,p-exercise,conditional,p-liaison,paper', ''].join('\n');

test('those who meet come in, and records state proposals', async ({ browser, page, node }) => {
  await page.goto(node.link);
  await page.fill('[name=handle]', 'olga');
  await page.fill('[name=party]', 'osce');
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=again]', PASSWORD);
  await page.click('button.main');
  await expect(page.locator('.empty')).toBeVisible();
  await desks.keep('olga', page);
  await desks.invited(browser, page, node, ['clara', 'osce', 'secretariat']);
  await desks.invited(browser, page, node, ['nadia', 'nato', 'desk-officer']);
  await desks.invited(browser, page, node, ['sergei', 'csto', 'desk-officer']);
  await desks.invited(browser, page, node, ['gulnara', 'undp', 'desk-officer']);
  await page.goto(`${node.base}/import`);
  const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.setInputFiles('input[type=file]', [file('ties.csv', TIES), file('proposals.csv', PROPOSALS), file('positions.csv', POSITIONS)]);
  await page.click('button.main');
  await page.selectOption('[name=tlp]', 'TLP:GREEN');
  await page.click('form.apply button');
  await expect(page.locator('main .notice')).toContainText('Applied');
});

test('a council is founded and takes up what records state', async ({ browser, node }) => {
  const page = await desks.seated(browser, 'clara');
  const wrong = watched(page);
  await page.goto(`${node.base}/councils`);
  await page.fill('[name=title]', 'Contact group');
  await page.fill('[name=members]', 'nato, csto, osce');
  await page.fill('[name=observers]', 'sco');
  await page.fill('[name=quorum]', '4');
  await page.click('button.main');
  await expect(page.locator('.wrong')).toContainText('The quorum is at least 1');
  await page.fill('[name=title]', 'Contact group');
  await page.fill('[name=members]', 'nato, csto, osce');
  await page.fill('[name=observers]', 'sco');
  await page.fill('[name=quorum]', '2');
  await page.click('button.main');
  await expect(page.locator('main .notice')).toContainText('The council is founded.');
  council = new URL(page.url()).pathname;
  await page.click('a.button');
  await expect(page.locator('#stated')).toBeVisible();
  await page.locator('form[action$="/take-up"] button').click();
  await expect(page.locator('table.stances tbody tr')).toHaveCount(2);
  await expect(page.locator('table.stances')).toContainText('conditional');
  expect(wrong).toEqual([]);
  await page.context().close();
});

for (const script of [true, false]) {
  test(`a member proposes and takes positions ${script ? 'with' : 'without'} script`, async ({ browser, node }) => {
    const page = await desks.seated(browser, 'sergei', { javaScriptEnabled: script });
    const id = script ? 'p-patrols' : 'p-radio';
    await page.goto(`${node.base}${council}/propose`);
    await page.fill('[name=proposal]', id);
    await page.fill('[name=title]', script ? 'Joint patrols in spring' : 'One radio channel');
    await page.fill('[name=text]', 'Two weeks in April.\n\nEach side pays for its own.');
    await page.check('[value=joint]');
    await page.fill('[name=parties]', 'csto, nato');
    await page.fill('[name=task-0]', 'Write the plan');
    await page.fill('[name=owner-0]', 'csto');
    await page.click('form.stack.wide button.main');
    await expect(page.locator('main h1')).toContainText(script ? 'Joint patrols' : 'One radio');
    // a condition that names nothing
    await page.check('[value=conditional]');
    await page.fill('[name=condition]', 'p-nowhere');
    await page.locator('button', { hasText: 'Enter the position' }).click();
    await expect(page.locator('.wrong')).toContainText('doesn’t exist');
    await page.check('[value=conditional]');
    await page.fill('[name=condition]', 'nato@p-liaison');
    await page.check('[name=draft]');
    await page.locator('button', { hasText: 'Enter the position' }).click();
    await expect(page.locator('table').first()).toContainText('draft, seen by your party alone');
    const other = await desks.seated(browser, 'nadia');
    await other.goto(page.url());
    await expect(other.locator('main')).toContainText('Nobody has taken a position.');
    await other.context().close();
    await page.check('[value=support]');
    await page.fill('[name=condition]', '');
    await page.locator('button', { hasText: 'Enter the position' }).click();
    await expect(page.locator('main table').first()).not.toContainText('draft');
    await page.context().close();
  });
}

test('who has no part in it sees nothing of it', async ({ browser, node }) => {
  const page = await desks.seated(browser, 'gulnara');
  await page.goto(`${node.base}/councils`);
  await expect(page.locator('.empty')).toContainText('takes part in no council');
  expect((await page.goto(`${node.base}${council}`))?.status()).toBe(404);
  await page.context().close();
});

test('packages say what can pass and what stands in the way', async ({ browser, node }) => {
  const page = await desks.seated(browser, 'nadia');
  await page.goto(`${node.base}${council}/packages`);
  await expect(page.locator('.package').first()).toContainText('A liaison between NATO and the SCO');
  await expect(page.locator('.package').first()).toContainText('Joint patrols in spring');
  await page.goto(`${node.base}${council}/proposals/p-patrols`);
  await page.check('[value=oppose]');
  await page.fill('[name=words]', 'not in April');
  await page.locator('button', { hasText: 'Enter the position' }).click();
  await page.goto(`${node.base}${council}/packages`);
  await expect(page.locator('dl.blocked')).toContainText('Joint patrols in spring');
  await expect(page.locator('dl.blocked')).toContainText('consensus takes that nobody refuses');
  await page.context().close();
});

test('a meeting decides, a guest sees its part alone, and the decision becomes a tie and tasks', async ({ browser, node }) => {
  const page = await desks.seated(browser, 'clara');
  const wrong = watched(page);
  await page.goto(`${node.base}${council}/meetings`);
  const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await page.fill('[name=title]', 'First meeting');
  await page.fill('[name=on]', day);
  await page.fill('[name=place]', 'Vienna, 10:00');
  await page.fill('[name=guests]', 'undp');
  await page.locator('button.main', { hasText: 'Call a meeting' }).click();
  await expect(page.locator('main h1')).toContainText('First meeting');
  const tabled = page.locator('form:has([name=topic][value=proposal])');
  await tabled.locator('select').selectOption('p-liaison');
  await tabled.locator('button').click();
  await tabled.locator('select').selectOption('p-exercise');
  await tabled.locator('[name=guests]').fill('undp');
  await tabled.locator('button').click();
  await expect(page.locator('.agenda > li')).toHaveCount(2);
  await page.locator('summary', { hasText: 'Build the agenda' }).click();
  await page.check('[value="proposal:p-radio"]');
  await page.locator('form[action$="/agenda"] button').click();
  await expect(page.locator('.agenda > li')).toHaveCount(3);
  const meeting = new URL(page.url()).pathname;

  const guest = await desks.seated(browser, 'gulnara');
  await guest.goto(`${node.base}${meeting}`);
  await expect(guest.locator('.agenda > li')).toHaveCount(1);
  await expect(guest.locator('.agenda')).toContainText('Observers at each exercise');
  await guest.goto(`${node.base}${council}/proposals/p-exercise`);
  await expect(guest.locator('main h1')).toContainText('Observers');
  await expect(guest.locator('#positions')).toHaveCount(0);
  expect((await guest.goto(`${node.base}${council}/proposals/p-liaison`))?.status()).toBe(404);
  expect((await guest.goto(`${node.base}${council}/packages`))?.status()).toBe(404);
  await guest.context().close();

  await page.locator('button', { hasText: 'Open the meeting' }).click();
  await expect(page.locator('main')).toContainText('the quorum is 2');
  const member = await desks.seated(browser, 'nadia');
  await member.goto(`${node.base}${meeting}`);
  await member.locator('.agenda > li').first().locator('button', { hasText: 'support' }).click();
  await expect(member.locator('.agenda')).toContainText('1 voted so far');
  await member.context().close();
  await page.reload();
  const first = page.locator('.agenda > li').first();
  await first.locator('[name=party]').selectOption('csto');
  await first.locator('button', { hasText: 'support' }).click();
  await page.locator('.agenda > li').first().locator('button', { hasText: 'Count the votes' }).click();
  await expect(page.locator('main .notice')).toContainText('it passed');
  await expect(page.locator('.count.passed')).toContainText('decision no. 1');
  await page.locator('button', { hasText: 'Close the meeting' }).click();
  await page.goto(`${node.base}${council}/decisions`);
  await expect(page.locator('#decision-1')).toContainText('the tie is recorded');
  await expect(page.locator('#decision-1')).toContainText('2 for, 0 against');
  for (const format of ['pdf', 'docx', 'html']) {
    await page.locator('form.papers [name=format]').selectOption(format);
    const coming = page.waitForEvent('download');
    await page.locator('form.papers button').click();
    const file = await coming;
    expect(file.suggestedFilename()).toBe(`decisions-TLP-AMBER.${format}`);
    if (process.env.SHOTS) await file.saveAs(`${process.env.SHOTS}/decisions.${format}`);
  }
  await page.goto(`${node.base}/parties`);
  await expect(page.locator('table', { hasText: 'liaison' }).first()).toContainText('A liaison between NATO and the SCO');
  expect(wrong).toEqual([]);
  await page.context().close();
});

for (const language of ['en', 'ru', 'zh']) {
  for (const [width, appearance] of [[1366, 'light'], [390, 'dark']] as const) {
    test(`every page of it is accessible and uncut: ${language}, ${width} px`, async ({ browser, node }) => {
      const page = await desks.seated(browser, 'clara', { viewport: { width, height: 800 }, colorScheme: appearance });
      const { hostname: domain } = new URL(node.base);
      await page.context().addCookies([{ name: 'comity-language', value: language, domain, path: '/' }]);
      for (const path of ['/councils', council, `${council}/propose`, `${council}/proposals/p-patrols`, `${council}/packages`, `${council}/meetings`, `${council}/meetings/m-1`, `${council}/decisions`]) {
        await page.goto(`${node.base}${path}`);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
        expect(await cutControls(page), path).toEqual([]);
        expect(await faults(page), path).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${language}-${width}${path.replace(council, '/council').replaceAll('/', '_')}.png`, fullPage: true });
      }
      await page.context().close();
    });
  }
}
