/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A page of a TIFF file: its size, and where its directory stands. */
export interface TiffPage extends PictureSize {
  readonly directory: number;
}

const mostPages = 1000;
const tag = { width: 256, height: 257 } as const;

/** The pages of a TIFF file in order (TIFF 6.0, section 2): each directory names the next. Empty for other files. */
export function tiffPages(bytes: Uint8Array): TiffPage[] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = data.toString('latin1', 0, 4);
  if (data.length < 8 || (mark !== 'II*\0' && mark !== 'MM\0*')) return [];
  const little = mark.startsWith('I');
  const u16 = (at: number): number => (little ? data.readUInt16LE(at) : data.readUInt16BE(at));
  const u32 = (at: number): number => (little ? data.readUInt32LE(at) : data.readUInt32BE(at));
  const pages = new Map<number, TiffPage>();
  let at = u32(4);
  // A directory that was there before closes a loop.
  while (at > 0 && at + 2 <= data.length && !pages.has(at) && pages.size < mostPages) {
    const end = at + 2 + u16(at) * 12;
    if (end + 4 > data.length) break;
    const page = { directory: at, width: 0, height: 0 };
    for (let entry = at + 2; entry < end; entry += 12) {
      // Type 3 is a short, which stands at the beginning of the value's four bytes.
      const value = u16(entry + 2) === 3 ? u16(entry + 8) : u32(entry + 8);
      if (u16(entry) === tag.width) page.width = value;
      else if (u16(entry) === tag.height) page.height = value;
    }
    pages.set(at, page);
    at = u32(end);
  }
  return [...pages.values()];
}

/** The file with another page as its first: decoders look no further. */
export function startingAt(bytes: Uint8Array, page: TiffPage): Buffer {
  const copy = Buffer.from(bytes);
  if (copy[0] === 0x49) copy.writeUInt32LE(page.directory, 4);
  else copy.writeUInt32BE(page.directory, 4);
  return copy;
}
