// The drawn views: what they show, that they show it readably, and that each number in them opens.

import { expect, test, view } from './page.ts';
import { extent } from '../src/views/extent.ts';
import { placed } from '../src/views/placement.ts';

interface Rectangle {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function overlaps(boxes: Rectangle[]): string[] {
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).map((b) => `${a.text} over ${b.text}`));
}

for (const width of [400, 1366, 1920])
  for (const language of ['en', 'ru', 'zh'])
    test(`no name of the network covers another, ${language}, ${width}`, async ({ open, page }) => {
      await page.setViewportSize({ width, height: 800 });
      await open('small', 'view=network');
      if (width < 1100) await page.keyboard.press('Escape');
      await page.locator('#language').selectOption(language);
      for (const states of [false, true]) {
        await page.locator('.network .tools input[type=checkbox]').first().setChecked(states);
        const names = page.locator('.names .name');
        expect(await names.count()).toBeGreaterThan(states ? 9 : 4);
        const boxes = await names.evaluateAll((all) =>
          all.map((one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return { text: one.textContent ?? '', left, right, top, bottom };
          }),
        );
        expect(overlaps(boxes)).toEqual([]);
        expect(await names.evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent))).toEqual([]);
      }
    });

test('names are placed the same way each time, and apart even where there is no room', () => {
  const sizes = Array.from({ length: 60 }, (_, i) => ({ wide: 40 + ((i * 37) % 160), high: 26 }));
  const links = sizes.map((_, i): [number, number] => [i, (i * 7) % 60]);
  const once = placed(sizes, links, 380, 300);
  expect(placed(sizes, links, 380, 300)).toEqual(once);
  const boxes = once.boxes.map(({ x, y, wide, high }, i) => ({ text: String(i), left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 }));
  expect(overlaps(boxes)).toEqual([]);
  expect(boxes.filter(({ left, right, bottom }) => left < 0 || right > 380 || bottom > once.height)).toEqual([]);
});

test('a missing tie is a broken line, and the slider takes ties away that were not yet in force', async ({ open }) => {
  const page = await open('small', 'view=network');
  await expect(page.locator('.lines .k-untied')).toHaveCSS('stroke-dasharray', /\d/);
  const ties = page.locator('.lines .tie');
  const now = await ties.count();
  expect(now).toBeGreaterThan(0);
  await page.locator('#day').focus();
  await page.keyboard.press('Home');
  await expect(page.locator('#day')).toHaveAttribute('aria-valuetext', '1 Jan 2002');
  // a day on which they begin: they are in force
  expect(await ties.count()).toBe(now);
  await page.locator('.missing button').first().click();
  await expect(page.locator('.names .opened')).toHaveCount(2);
  await expect(page.locator('.lines .opened').first()).toBeAttached();
});

test('the map opens where the records are, not where one record is', () => {
  const here = Array.from({ length: 95 }, (_, i) => [{ lon: 66 + (i % 8), lat: 36 + (i % 6), rough: false }]);
  const everywhere = [-70, 20, 0, 110, 150].map((lon) => [{ lon, lat: -20, rough: false }]);
  const near = extent([...here, ...everywhere], false);
  expect(near?.holds(70, 39)).toBe(true);
  expect(near?.holds(150, -20)).toBe(false);
  const whole = extent([...here, ...everywhere], true);
  expect(whole?.holds(150, -20) && whole.holds(-70, -20)).toBe(true);
  // a programme for twenty countries weighs as much as a project in one
  const programme = Array.from({ length: 20 }, (_, i) => ({ lon: -100 + i * 10, lat: 0, rough: true }));
  expect(extent([...here, programme], false)?.holds(-100, 0)).toBe(false);
  expect(extent([], false)).toBeNull();
});

test('the places of the map stand beside it as a table, and each row filters', async ({ open }) => {
  const page = await open('small', 'view=map');
  const row = page.locator('.places tbody tr', { hasText: 'Afghanistan' });
  await expect(row.locator('td').first()).toHaveText('5');
  await row.getByRole('button').click();
  await expect(page.locator('.sentence')).toContainText('5 records');
  await expect(page.locator('.places [aria-pressed=true]')).toHaveText('Afghanistan');
  expect(page.url()).toContain('place=AF');
});

test('a conflict is a vertical line through both lanes', async ({ open }) => {
  const page = await open('small', 'view=timeline');
  const longest = () =>
    page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const canvas = document.querySelector<HTMLCanvasElement>('.timeline canvas');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return -1;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const [red, green, blue] = [0xbd, 0x35, 0x10];
      let best = 0;
      for (let x = 0; x < canvas.width; x += 1) {
        let run = 0;
        for (let y = 0; y < canvas.height; y += 1) {
          const i = (y * canvas.width + x) * 4;
          const near = Math.abs((data[i] ?? 0) - red) + Math.abs((data[i + 1] ?? 0) - green) + Math.abs((data[i + 2] ?? 0) - blue) < 60;
          run = near ? run + 1 : 0;
          best = Math.max(best, run);
        }
      }
      return best;
    });
  expect(await longest()).toBeGreaterThan(30);
  await page.getByRole('checkbox', { name: /^overlap/ }).check();
  expect(await longest()).toBeLessThan(30);
});

test('the table sorts by each column, up, down and back', async ({ open }) => {
  const page = await open('small', 'view=table');
  const first = page.locator('.records tbody tr[aria-rowindex] td').first();
  const before = await first.textContent();
  await page.getByRole('button', { name: 'Title' }).click();
  await expect(first).toHaveText('Anti-Terror 2005');
  await expect(page.locator('.records th').first()).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('button', { name: 'Title' }).click();
  await expect(first).toHaveText('Technical assistance to Tajik border guards');
  await page.getByRole('button', { name: 'Title' }).click();
  await expect(first).toHaveText(before ?? '');
});

test('the matrix rings needs, and unmet ones with a broken ring', async ({ open }) => {
  const page = await open('small', 'view=matrix');
  await expect(page.locator('.cell.stated').first()).toHaveAttribute('aria-label', /states a need/);
  await expect(page.locator('.cell.unmet').first()).toHaveAttribute('aria-label', /need unmet/);
});

for (const name of ['map', 'timeline', 'matrix', 'network'])
  test(`${name}: the same selection as in the list`, async ({ open }) => {
    const page = await open('small', 'party=osce');
    const sentence = await page.locator('.sentence').textContent();
    await view(page, name);
    await expect(page.locator('.sentence')).toHaveText(sentence ?? '');
    await expect(page.locator('.rows > li')).toHaveCount(3);
  });
