import { type PictureSize, tiffPages } from './tiff.js';

export type { PictureSize } from './tiff.js';

/** A picture's size from its header, without decoding it; null where the format is not known here. */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length >= 24 && data.readUInt32BE(0) === 0x89504e47)
    return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
  if (data.length >= 10 && data.toString('latin1', 0, 3) === 'GIF')
    return { width: data.readUInt16LE(6), height: data.readUInt16LE(8) };
  if (data.length >= 26 && data.toString('latin1', 0, 2) === 'BM')
    return { width: Math.abs(data.readInt32LE(18)), height: Math.abs(data.readInt32LE(22)) };
  if (data.length >= 4 && data.readUInt16BE(0) === 0xffd8) return jpegSize(data);
  if (data.length >= 30 && data.toString('latin1', 8, 12) === 'WEBP') return webpSize(data);
  return tiffPages(bytes)[0] ?? null;
}

/** The frame header stands after any number of other segments (ITU-T T.81 §B.2.2). */
function jpegSize(data: Buffer): PictureSize | null {
  let at = 2;
  while (at + 9 < data.length) {
    if (data[at] !== 0xff) return null;
    const marker = data[at + 1] ?? 0;
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return { width: data.readUInt16BE(at + 7), height: data.readUInt16BE(at + 5) };
    at += marker === 0xff ? 1 : 2 + data.readUInt16BE(at + 2);
  }
  return null;
}

function webpSize(data: Buffer): PictureSize | null {
  const kind = data.toString('latin1', 12, 16);
  if (kind === 'VP8X') return { width: 1 + data.readUIntLE(24, 3), height: 1 + data.readUIntLE(27, 3) };
  if (kind === 'VP8 ') return { width: data.readUInt16LE(26) & 0x3fff, height: data.readUInt16LE(28) & 0x3fff };
  if (kind !== 'VP8L') return null;
  const bits = data.readUInt32LE(21);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
}
