// Users of a node who come in by their links and are looked through one after the other.

import type { Browser, BrowserContext, Page } from '@playwright/test';

import { expect, type Node, PASSWORD } from './node.ts';

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** The sessions of a file of tests, by user name. */
export class Desks {
  private readonly sessions = new Map<string, Session>();

  /** Keeps the session of who is logged in on a page. */
  async keep(who: string, page: Page): Promise<void> {
    this.sessions.set(who, await page.context().storageState());
  }

  /** A page of somebody who came in before. */
  async seated(browser: Browser, who: string, more: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const state = this.sessions.get(who);
    if (!state) throw new Error(`${who} isn't logged in`);
    const context = await browser.newContext({ storageState: state, viewport: { width: 1366, height: 768 }, ...more });
    return context.newPage();
  }

  /** Invites a user as the operator on `page`, and lets them come in. */
  async invited(browser: Browser, page: Page, node: Node, [who, party, role]: [string, string, string]): Promise<void> {
    await page.goto(`${node.base}/users`);
    const invite = page.locator('form[action="/users"]');
    await invite.locator('[name=handle]').fill(who);
    await invite.locator('[name=party]').fill(party);
    await invite.locator(`[value=${role}]`).check();
    await invite.locator('button').click();
    const link = await page.locator('[data-link]').textContent();
    const context = await browser.newContext();
    const theirs = await context.newPage();
    await theirs.goto(link ?? '');
    await theirs.fill('[name=password]', PASSWORD);
    await theirs.fill('[name=again]', PASSWORD);
    await theirs.click('button.main');
    await expect(theirs.locator('header .me')).toContainText(who);
    await this.keep(who, theirs);
    await context.close();
  }
}
