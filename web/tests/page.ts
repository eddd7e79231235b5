// A page that watches itself: whatever it prints as an error, and whatever it asks of the network, fails the test.

import { readFileSync } from 'node:fs';

import { expect, type Page, test as plain } from '@playwright/test';

import { type Sample, sample } from './samples.ts';

interface Fixtures {
  /** Opens a sample, or a report by its path, with the part of the address behind `#`. */
  open: (name: Sample | { path: string }, hash?: string) => Promise<Page>;
}

export const test = plain.extend<Fixtures>({
  open: async ({ page }, use) => {
    const wrong: string[] = [];
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('dialog', (dialog) => {
      wrong.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => !/^(file|data|blob):/.test(request.url()) && wrong.push(`request: ${request.url()}`));
    await use(async (name, hash = '') => {
      const path = typeof name === 'string' ? sample(name) : name.path;
      await page.goto(`file://${path}${hash ? `#${hash}` : ''}`);
      await page.waitForSelector('html.ready');
      return page;
    });
    expect(wrong).toEqual([]);
  },
});

const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** What axe finds, as one line each. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run: () => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } }).axe;
    const { violations } = await axe.run();
    return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
}

/** Controls and sentences whose words are cut. */
export function cutControls(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, legend, label, summary, h1, h2, h3, .sentence, .note span, .kind, th, .gist, .why, .waterfall td')]
      .filter((element) => element.offsetParent !== null && !element.closest('.records, .unseen') && !element.classList.contains('unseen'))
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
      .map((element) => `${element.tagName} ${element.className}: ${element.textContent?.slice(0, 60)} (${element.scrollWidth} > ${element.clientWidth})`),
  );
}

/** Opens a view by its tab. */
export async function view(page: Page, name: string): Promise<void> {
  await page.locator(`.tabs [data-view=${name}]`).click();
}

export { expect };
