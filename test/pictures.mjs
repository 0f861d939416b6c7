// The pictures of docs/review.md, made small out of the screenshots that the browser tests leave: `npm run pictures`.
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = [
  ['queue-1280', 680],
  ['queue-390', 300],
  ['search-1280', 680],
  ['application-1280', 640],
  ['hits-1280', 640],
  ['page-original-1280', 640],
  ['verdict-1280', 640],
  ['today-1280', 680],
  ['planned-390', 300],
  ['correct-1280', 680],
  ['application-dark-390', 300],
  ['blind-390', 300],
  ['rules-editor-1280', 680],
  ['rules-preview-1280', 680],
];
const mostBytes = 130_000;

mkdirSync(`${root}docs/pictures`, { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const [name, width] of wanted) {
    const from = `${root}screenshots/${name}.png`;
    if (!existsSync(from)) throw new Error(`${from} is missing: run the live tests of test/live/review first`);
    const page = await browser.newPage({ viewport: { width, height: 100 } });
    await page.setContent(
      `<body style="margin:0"><img style="display:block;width:${width}px" src="data:image/png;base64,${readFileSync(from, 'base64')}">`,
    );
    const to = `${root}docs/pictures/${name}.png`;
    await page.locator('img').screenshot({ path: to });
    await page.close();
    const { size } = statSync(to);
    if (size > mostBytes) throw new Error(`${to} has ${size} bytes, more than ${mostBytes}`);
    process.stdout.write(`${to}: ${size} bytes\n`);
  }
} finally {
  await browser.close();
}
