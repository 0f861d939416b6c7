/** A file in a TNEF stream; `longName` goes into its MAPI properties as Outlook writes it. */
export interface TnefFile {
  readonly title: string;
  readonly longName: string | null;
  readonly content: Buffer;
}

/** Writes a TNEF stream ([MS-OXTNEF] §2.1): no program on this machine makes winmail.dat files. */
export function tnefOf(files: readonly TnefFile[]): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(0x223e9f78, 0);
  const chunks = [head, attribute(1, 0x00089006, Buffer.from([0, 0, 1, 0])), attribute(1, 0x00069007, u32(1252, 0))];
  for (const file of files) {
    chunks.push(attribute(2, 0x00069002, Buffer.alloc(14)));
    chunks.push(attribute(2, 0x0006800f, file.content));
    chunks.push(attribute(2, 0x00018010, Buffer.from(`${file.title}\0`, 'latin1')));
    if (file.longName !== null) chunks.push(attribute(2, 0x00069005, properties(file.longName)));
  }
  return Buffer.concat(chunks);
}

function properties(longName: string): Buffer {
  const name = Buffer.from(`${longName}\0`, 'utf16le');
  const padding = Buffer.alloc((4 - (name.length % 4)) % 4);
  const number = Buffer.concat([Buffer.from([0x03, 0x00, 0x05, 0x37]), u32(1)]);
  const flag = Buffer.concat([Buffer.from([0x0b, 0x00, 0xfe, 0x7f]), u32(1)]);
  return Buffer.concat([
    u32(3),
    number,
    flag,
    Buffer.from([0x1f, 0x00, 0x07, 0x37]),
    u32(1, name.length),
    name,
    padding,
  ]);
}

function attribute(level: number, id: number, data: Buffer): Buffer {
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(
    data.reduce((total, byte) => (total + byte) & 0xffff, 0),
    0,
  );
  return Buffer.concat([Buffer.from([level]), u32(id, data.length), data, sum]);
}

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}
