// The report of a real run, where its path is given as COMITY_REPORT.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { expect, faults, test } from './page.ts';

const path = resolve(process.env.COMITY_REPORT ?? '');

test('the report of a real run opens, filters and shows a finding', async ({ open }) => {
  test.skip(!process.env.COMITY_REPORT, 'COMITY_REPORT names no report');
  expect(existsSync(path), `${path} is missing: make it with \`cargo run -- demo --no-open --out target/demo\``).toBe(true);
  const page = await open({ path });
  expect(await page.locator('.rows > li').count()).toBeGreaterThan(2);
  await expect(page.locator('.detail h2')).not.toBeEmpty();
  await expect(page.locator('.waterfall tbody tr').first()).toBeVisible();
  await page.locator('.of-kind input').first().check();
  await expect(page.locator('.chip')).toHaveCount(1);
  for (const view of ['map', 'timeline', 'table', 'matrix', 'network', 'list']) await page.locator(`.tabs [data-view=${view}]`).click();
  expect(await faults(page)).toEqual([]);
});
