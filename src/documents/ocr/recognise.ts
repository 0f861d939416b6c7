import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createWorker, OEM } from 'tesseract.js';

/** Reads pictures of pages one after the other. */
export interface Recogniser {
  /** The text of a PNG, JPEG, BMP, WebP or TIFF picture (of the first page), and how sure tesseract is of it, 0-100. */
  read(picture: Uint8Array): Promise<{ text: string; confidence: number }>;
  close(): Promise<void>;
}

/** Starts tesseract.js with the language data of its npm package; nothing is downloaded and nothing cached. */
export async function openRecogniser(): Promise<Recogniser> {
  const folder = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'));
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
    langPath: join(folder, '4.0.0_best_int'),
    cacheMethod: 'none',
    gzip: true,
    errorHandler: () => undefined,
  });
  return {
    async read(picture) {
      const { data } = await worker.recognize(Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength));
      return { text: data.text, confidence: data.confidence };
    },
    async close() {
      await worker.terminate();
    },
  };
}
