// The policies in a browser: a change previewed, put in force and put back, with script and without, in three languages; the ledger filtered.

import type { Browser, BrowserContext, Page } from '@playwright/test';

import { expect, type Node, PASSWORD, test, watched } from './node.ts';
import { cutControls, faults } from './page.ts';

test.use({ house: 'policies' });
test.describe.configure({ mode: 'serial' });

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;
const sessions = new Map<string, Session>();

async function seated(browser: Browser, who: string, more: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const state = sessions.get(who);
  if (!state) throw new Error(`${who} isn't logged in`);
  const context = await browser.newContext({ storageState: state, viewport: { width: 1366, height: 768 }, ...more });
  return context.newPage();
}

async function invited(operator: Page, browser: Browser, node: Node, handle: string, role: string): Promise<void> {
  await operator.goto(`${node.base}/users`);
  const invite = operator.locator('form[action="/users"]');
  await invite.locator('[name=handle]').fill(handle);
  await invite.locator('[name=party]').fill('agency');
  await invite.locator(`[value=${role}]`).check();
  await invite.locator('button').click();
  const link = await operator.locator('[data-link]').textContent();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link ?? '');
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=again]', PASSWORD);
  await page.click('button.main');
  await expect(page.locator('.top .me')).toBeVisible();
  sessions.set(handle, await context.storageState());
  await context.close();
}

/** Changes the text of a file as its reader would. */
async function change(page: Page, file: string, from: string, to: string): Promise<void> {
  const text = page.locator(`input[name=name][value="${file}"] + details textarea`);
  await text.evaluate((area: HTMLTextAreaElement) => {
    (area.closest('details') as HTMLDetailsElement).open = true;
  });
  const before = await text.inputValue();
  expect(before).toContain(from);
  await text.fill(before.replace(from, to));
}

test('a legal officer and an operator come in', async ({ browser, page, node }) => {
  await page.goto(node.link);
  await page.fill('[name=handle]', 'olga');
  await page.fill('[name=party]', 'agency');
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=again]', PASSWORD);
  await page.click('button.main');
  await expect(page.locator('.empty')).toBeVisible();
  sessions.set('olga', await page.context().storageState());
  await invited(page, browser, node, 'lena', 'legal-officer');
});

for (const script of [true, false]) {
  test(`a change is previewed, put in force and put back, ${script ? 'with' : 'without'} script`, async ({ browser, node }) => {
    const page = await seated(browser, 'lena', { javaScriptEnabled: script });
    const wrong = watched(page);
    await page.goto(`${node.base}/policies`);
    await expect(page.locator('.law h3').first()).toContainText('Those who work for the owner see its records below TLP:RED.');
    await page.locator('a.button').click();
    if (script) expect(await faults(page)).toEqual([]);
    await change(page, '4-guard.cedar', 'resource.withdrawn', 'resource.withdrown');
    await page.locator('.laws button.main').click();
    await expect(page.locator('.faults')).toContainText('did you mean `withdrawn`?');
    await expect(page.locator('.faults mark').first()).toContainText('resource.withdrown');
    if (script) expect(await faults(page)).toEqual([]);
    await change(page, '4-guard.cedar', 'resource.withdrown', 'resource.withdrawn');
    await change(page, '3-share.cedar', ' || resource.tlp == "AMBER"', ' || resource.tlp == "AMBER+STRICT"');
    await page.locator('.laws button', { hasText: 'Preview again' }).click();
    await expect(page.locator('.changes')).toContainText('may no longer take it along in a file.');
    await expect(page.locator('.changes')).toContainText('may now take it along in a file.');
    await expect(page.locator('table.texts ins')).toHaveCount(1);
    if (script) expect(await faults(page)).toEqual([]);
    await page.fill('[name=reason]', 'what is strict may leave');
    await page.keyboard.press('Enter');
    await expect(page.locator('main .notice')).toContainText('Put in force');
    await expect(page.locator('main')).toContainText('put in force by lena: what is strict may leave');
    await page.locator('a', { hasText: 'History' }).click();
    await expect(page.locator('main tbody tr').first()).toContainText('holds now');
    if (script) expect(await faults(page)).toEqual([]);
    await page.locator('button.link', { hasText: 'ship with the program' }).click();
    await page.fill('[name=reason]', 'back to the shipped ones');
    await page.locator('.put button').click();
    await expect(page.locator('main')).toContainText('put in force by lena: back to the shipped ones');
    expect(wrong).toEqual([]);
    await page.context().close();
  });
}

test('whoever would lock everyone out is told the way back', async ({ browser, node }) => {
  const page = await seated(browser, 'lena');
  await page.goto(`${node.base}/policies/edit`);
  await change(page, '5-node.cedar', 'Action::"administer-policy", ', '');
  await page.locator('.laws button.main').click();
  await expect(page.locator('.wrong').first()).toContainText('nobody who works here could change them again');
  await expect(page.locator('.put')).toHaveCount(0);
  expect(await faults(page)).toEqual([]);
  await page.locator('button.link', { hasText: 'ship with the program' }).click();
  await expect(page.locator('main')).toContainText('These are the texts that hold now.');
  await page.context().close();
});

for (const language of ['en', 'ru', 'zh']) {
  for (const width of [1366, 390]) {
    test(`nothing is cut and axe finds nothing: ${language}, ${width}`, async ({ browser, node }) => {
      const page = await seated(browser, 'lena', { viewport: { width, height: 800 }, colorScheme: width === 390 ? 'dark' : 'light' });
      const { hostname: domain } = new URL(node.base);
      await page.context().addCookies([{ name: 'comity-language', value: language, domain, path: '/' }]);
      const whole = async (what: string) => {
        expect(await cutControls(page), what).toEqual([]);
        expect(await faults(page), what).toEqual([]);
        const { wide, window } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: innerWidth }));
        expect(wide, what).toBeLessThanOrEqual(window);
      };
      for (const path of ['/policies', '/policies/edit', '/policies/history', '/ledger', '/ledger?kind=policy-decided&person=lena', '/ledger?to=nobody']) {
        await page.goto(`${node.base}${path}`);
        await whole(path);
      }
      await page.goto(`${node.base}/policies/edit`);
      await change(page, '1-see.cedar', '(principal in resource.parties', '(principal in resource.organs');
      await change(page, '5-node.cedar', 'Action::"read-ledger"', 'Action::"watch"');
      await page.locator('.laws button.main').click();
      await expect(page.locator('.changes li').first()).toBeVisible();
      await whole('a preview');
      await page.context().close();
    });
  }
}

test('the ledger is filtered by boxes and fields, and the filter stands in the address', async ({ browser, node }) => {
  const page = await seated(browser, 'lena');
  const wrong = watched(page);
  await page.goto(`${node.base}/ledger`);
  await page.check('[value=policy-decided]');
  await page.fill('[name=person]', 'lena');
  await page.locator('.filter button:visible').first().click();
  await expect(page).toHaveURL(/kind=policy-decided/);
  await expect(page.locator('main tbody tr')).toHaveCount(4);
  await expect(page.locator('main tbody')).toContainText('back to the shipped ones');
  const coming = page.waitForEvent('download');
  await page.locator('button', { hasText: 'as a table' }).click();
  expect((await coming).suggestedFilename()).toBe('comity-ledger-lines.csv');
  await page.locator('.filter a', { hasText: 'Clear the filter' }).click();
  await expect(page.locator('main tbody')).toContainText('export');
  expect(wrong).toEqual([]);
  await page.context().close();
});
