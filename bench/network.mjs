// How quick the pages of ties are in a browser: a node with a network of many parties, Chromium, medians of what it takes to see the page, to
// point at a party, to narrow the drawing, to change the day; and what the server takes for each page.
//
// usage: node bench/network.mjs COMITY FOLDER [--page /parties] [--each 7] [--settle SECONDS] [--shots FOLDER]
// After so many seconds the node has done its own work (default 2); each page is opened once before it is timed, which is told apart. FOLDER holds parties.csv, ties.csv .. as bench/network.py or bench/ties.py (--keep) writes them. Run it in `web`, where playwright is installed.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { chromium } = createRequire(join(process.cwd(), 'package.json'))('@playwright/test');
const [program, folder] = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const each = Number(option('each', 7));
const shots = option('shots', '');
const pages = process.argv.flatMap((word, at) => (process.argv[at - 1] === '--page' ? [word] : []));

const home = mkdtempSync(join(tmpdir(), 'comity-network-'));
const db = `sqlite:${join(home, 'node.db')}`;
const files = readdirSync(folder).filter((name) => name.endsWith('.csv')).map((name) => join(folder, name));
execFileSync(program, ['import', ...files, '--as', 'osce', '--label', 'green', '--no-findings', '--db', db], { stdio: ['ignore', 'ignore', 'inherit'] });
const served = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--db', db, '--log', 'warn'], { stdio: ['ignore', 'pipe', 'inherit'] });
const link = await new Promise((resolve) => {
  let said = '';
  served.stdout.on('data', (piece) => {
    said += piece;
    const found = /http:\/\/\S+\/link\/\S+/.exec(said)?.[0];
    if (found) resolve(found);
  });
});
const base = new URL(link).origin;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
const page = await context.newPage();
await page.goto(link);
await page.fill('[name=handle]', 'olga');
await page.fill('[name=party]', 'osce');
await page.fill('[name=password]', 'correct horse battery');
await page.fill('[name=again]', 'correct horse battery');
await page.click('button.main');
await page.waitForURL((url) => !url.pathname.startsWith('/link'));

await page.waitForTimeout(1000 * Number(option('settle', 2)));

const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
const told = (all) => `${median(all).toFixed(0)} ms (most ${Math.max(...all).toFixed(0)})`;
/** From pointing at a name to the second frame after it: what a person waits for. */
const pointing = (at) =>
  page.evaluate(async (at) => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    const began = performance.now();
    document.querySelectorAll('svg.network .name')[at]?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
    await frame();
    await frame();
    return performance.now() - began;
  }, at);

async function opened(address) {
  const [server, paint, loaded, bytes] = [[], [], [], []];
  const timed = () =>
    page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation');
      const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
      return [navigation.responseStart - navigation.requestStart, painted, navigation.loadEventEnd, navigation.decodedBodySize];
    });
  await page.goto(base + address, { waitUntil: 'load', timeout: 120_000 });
  const [first] = await timed();
  for (let time = 0; time < each; time++) {
    await page.goto(base + address, { waitUntil: 'load', timeout: 120_000 });
    await page.waitForTimeout(100);
    const took = await timed();
    [server, paint, loaded, bytes].forEach((into, at) => into.push(took[at]));
  }
  console.log(`${address}: server at first ${first.toFixed(0)} ms, then ${told(server)}, first paint ${told(paint)}, loaded ${told(loaded)}, ${(median(bytes) / 1024).toFixed(0)} KB`);
}

async function pointed() {
  const names = await page.locator('svg.network .name').count();
  if (!names) return;
  const took = [];
  for (let at = 0; at < Math.min(names, 12); at++) {
    took.push(await pointing(Math.floor((at * names) / 12)));
  }
  console.log(`  pointed at a party, ${names} drawn: ${told(took)}`);
}

/** The day is changed on the slider, until the drawing of that day is painted. */
async function days(address) {
  const took = [];
  for (let time = 0; time < each; time++) {
    await page.goto(base + address);
    const before = await page.inputValue('input[name=on]');
    const began = Date.now();
    await page.evaluate((step) => {
      const slider = document.querySelector('input[type=range]');
      slider.value = String(Number(slider.min) + step);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      slider.dispatchEvent(new Event('change', { bubbles: true }));
    }, 2000 + time * 300);
    await page.waitForFunction((before) => !location.search.includes(`on=${before}`) && location.search.includes('on=') && document.querySelector('svg.network'), before, { polling: 'raf' });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    took.push(Date.now() - began);
  }
  console.log(`  another day: ${told(took)}`);
}

for (const address of pages.length ? pages : ['/parties?on=2004-06-01']) {
  await opened(address);
  if (address.startsWith('/parties')) {
    await pointed();
    await days(address);
  }
  if (shots) {
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(base + address);
      const name = address.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '').slice(0, 60);
      await page.screenshot({ path: join(shots, `${name}-${scheme}.png`), fullPage: !!option('whole', '') });
    }
    await page.emulateMedia({ colorScheme: null });
  }
}
await browser.close();
served.kill('SIGTERM');
await new Promise((ended) => served.once('exit', ended));
rmSync(home, { recursive: true });
