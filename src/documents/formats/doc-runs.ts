import { alike } from '../text/css.js';

/** What a run of characters says of itself: why it can't be seen, or null. Sprms are those of [MS-DOC] §2.6.1. */
export function runCause(grpprl: Buffer, darkPage: boolean): 'style' | 'tiny' | 'colour' | null {
  let vanished = false;
  let halfPoints = 24;
  let white = false;
  let ownBackground = false;
  eachSprm(grpprl, (sprm, operand) => {
    if (sprm === 0x083c)
      vanished = operand[0] === 1; // sprmCFVanish
    else if (sprm === 0x4a43 && operand.length >= 2)
      halfPoints = operand.readUInt16LE(0); // sprmCHps
    else if (sprm === 0x2a42)
      white = operand[0] === 8; // sprmCIco
    else if (sprm === 0x6870)
      white = isWhite(operand); // sprmCCv
    else if (sprm === 0x2a0c)
      ownBackground = (operand[0] ?? 0) !== 0; // sprmCHighlight
    else if (sprm === 0x4866 || sprm === 0xca71) ownBackground = darkShade(sprm, operand); // sprmCShd80, sprmCShd
  });
  if (vanished) return 'style';
  if (halfPoints < 4) return 'tiny';
  return white && !ownBackground && !darkPage ? 'colour' : null;
}

/** Whether a paragraph's properties give it or its table's cells a dark ground, on which white can be read. */
export function isDark(grpprl: Buffer): boolean {
  let dark = false;
  eachSprm(grpprl, (sprm, operand) => {
    dark ||= darkShade(sprm, operand);
  });
  return dark;
}

/** sprmPShd80, sprmCShd80, sprmTDefTableShd80 hold palette indices; their successors colours, ten bytes a shade. */
function darkShade(sprm: number, operand: Buffer): boolean {
  if (sprm === 0x442d || sprm === 0x4866 || sprm === 0xd609) {
    for (let at = 0; at + 2 <= operand.length; at += 2) {
      const back = (operand.readUInt16LE(at) >> 5) & 0x1f;
      // 0 is automatic, 7 and 8 are yellow and white, 16 light grey.
      if (![0, 3, 4, 7, 8, 16].includes(back)) return true;
    }
    return false;
  }
  if (![0xc64d, 0xca71, 0xd612, 0xd616, 0xd60c].includes(sprm)) return false;
  for (let at = 0; at + 10 <= operand.length; at += 10) {
    const [red = 255, green = 255, blue = 255, automatic = 255] = operand.subarray(at + 4, at + 8);
    if (automatic === 0 && red * 0.3 + green * 0.6 + blue * 0.1 < 160) return true;
  }
  return false;
}

function isWhite(operand: Buffer): boolean {
  const [red = 0, green = 0, blue = 0, automatic = 255] = operand;
  return automatic === 0 && alike([red, green, blue], [255, 255, 255]);
}

/** Calls back for each property; the three highest bits of a sprm say how long its operand is ([MS-DOC] §2.2.5.1). */
function eachSprm(grpprl: Buffer, take: (sprm: number, operand: Buffer) => void): void {
  const sizes = [1, 1, 2, 4, 2, 2, -1, 3] as const;
  for (let at = 0; at + 2 < grpprl.length; ) {
    const sprm = grpprl.readUInt16LE(at);
    at += 2;
    let size: number = sizes[(sprm >> 13) & 7] ?? 1;
    if (size < 0) {
      // sprmTDefTable alone has a length of two bytes.
      size = sprm === 0xd608 && at + 2 <= grpprl.length ? grpprl.readUInt16LE(at) : grpprl.readUInt8(at);
      at += 1;
    }
    take(sprm, grpprl.subarray(at, at + size));
    at += size;
  }
}
