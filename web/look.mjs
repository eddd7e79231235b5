import { chromium } from '@playwright/test';
const [,, link, out] = process.argv;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking'] });
const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'en-GB' });
page.on('console', m => console.log('console', m.type(), m.text()));
page.on('pageerror', e => console.log('error', e.message));
if (link.includes('/link/')) {
await page.goto(link);
await page.screenshot({ path: `${out}/link.png` });
await page.fill('[name=handle]','olga'); await page.fill('[name=name]','Olga'); await page.fill('[name=party]','secretariat');
await page.fill('[name=password]','correct horse battery'); await page.fill('[name=again]','correct horse battery');
await page.click('button.main');
console.log(page.url());
} else {
await page.goto(link+'/login'); await page.fill('[name=handle]','olga'); await page.fill('[name=password]','correct horse battery'); await page.click('button.main');
}
const base = new URL(link).origin;
await page.goto(base+'/import');
for (const f of ['central-asia-2006.tar']) {
  await page.setInputFiles('[type=file]', '/tmp/nd/'+f);
  await page.click('button.main');
  console.log(page.url());
  await page.screenshot({ path: `${out}/preview.png` });
  await page.click('form.apply button');
  console.log(page.url());
  await page.screenshot({ path: `${out}/imported.png` });
}
await page.waitForTimeout(4000);
for (const [n,u] of [['findings','/findings'],['activities','/activities'],['check','/check?title=Border+course&kind=training&start=2006-09-01&end=2006-09-20&place=Tajikistan&theme=border-security'],['parties','/parties?on=2006-06-15'],['ledger','/ledger'],['users','/users'],['me','/me']]) {
  await page.goto(base+u); await page.screenshot({ path: `${out}/${n}.png` });
}
await page.goto(base+'/findings');
await page.click('a.row >> nth=0'); await page.waitForTimeout(800);
await page.screenshot({ path: `${out}/opened.png` });
await page.keyboard.press('c'); await page.waitForTimeout(800);
console.log(page.url());
await page.screenshot({ path: `${out}/verdict.png` });
await page.goto(base+'/activities'); await page.click('table.dense tbody th a >> nth=3'); await page.screenshot({ path: `${out}/record.png` });
await page.context().storageState({ path: '/tmp/nd/state.json' });
await browser.close();
