// How the report looks and reads: nothing cut, nothing that axe finds, dark, paper, three languages.

import { cutControls, expect, faults, test, view } from './page.ts';

const VIEWS = ['list', 'map', 'timeline', 'table', 'matrix', 'network'];
const LANGUAGES = ['en', 'ru', 'zh'] as const;

for (const language of LANGUAGES) {
  for (const size of [{ width: 1920, height: 1080 }, { width: 1366, height: 768 }, { width: 400, height: 844 }]) {
    test(`nothing is cut in ${language} at ${size.width}`, async ({ open, page }) => {
      await page.setViewportSize(size);
      await open('small');
      await page.locator('#language').selectOption(language);
      if (size.width < 1100) await page.keyboard.press('Escape');
      for (const name of VIEWS) {
        await view(page, name);
        expect(await cutControls(page), name).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} is wider than the window`).toBe(true);
      }
      await page.keyboard.press('j');
      expect(await cutControls(page), 'a finding').toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'a finding is wider than the window').toBe(true);
    });
  }

  for (const scheme of ['light', 'dark'] as const) {
    test(`axe finds nothing, ${language}, ${scheme}`, async ({ open, page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await open('small');
      await page.locator('#language').selectOption(language);
      for (const name of VIEWS) {
        await view(page, name);
        expect(await faults(page), name).toEqual([]);
      }
      await page.getByRole('checkbox').first().check();
      expect(await faults(page), 'filtered').toEqual([]);
      await page.locator('#words').fill('zzzz');
      await expect(page.locator('.empty')).toBeVisible();
      expect(await faults(page), 'nothing').toEqual([]);
      await page.locator('.empty button').click();
      await view(page, 'table');
      await page.locator('.records .link').nth(6).click();
      expect(await faults(page), 'a record').toEqual([]);
      await page.locator('#keys').click();
      expect(await faults(page), 'keys').toEqual([]);
    });
  }

  test(`every finding reads as a sentence in ${language}, without a raw key`, async ({ open, page }) => {
    await open('small');
    await page.locator('#language').selectOption(language);
    for (let at = 0; at < 9; at += 1) {
      const heading = (await page.locator('.detail h2').textContent()) ?? '';
      expect(heading).toMatch(/[.。]$/);
      const all = (await page.locator('.detail').textContent()) ?? '';
      expect(all).not.toMatch(/undefined|NaN|\[object|\b(?:pair|gap|untied|group|asked)-gist\b|\bneed-[a-z]|security:|TODO/);
      // two stops, a stop before a stop, or a space before a stop
      expect(heading).not.toMatch(/\.\.|。。| [.,;:]|\( | \)/);
      if (language === 'zh') expect(heading).not.toMatch(/[\p{Script=Han}][,.;:()]/u);
      await page.keyboard.press('j');
    }
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
  const page = await open('small', 'kind=overlap');
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.byteLength).toBeGreaterThan(10_000);
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.paper ol > li')).toHaveCount(2);
  // what was left out is said
  await expect(page.locator('.paper header')).toContainText('The filter leaves these of 9 findings');
  await expect(page.locator('.paper header')).toContainText('overlap');
  await expect(page.locator('.paper ol > li').first()).toContainText('12 km apart');
  await expect(page.locator('.page')).toBeHidden();
});
