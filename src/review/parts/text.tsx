/**
 * Characters that rearrange or hide text: controls, bidirectional marks, invisible ones (Unicode 16, 23.2, UAX 9). The two
 * joiners stay: names in Persian and Hindi are written with them.
 */
const disturbing = /(?![\t\n\r\f\u200c\u200d])[\p{Cc}\p{Cf}]/gu;

/** A stranger's text with its disturbing characters made visible as `⟨U+202E⟩`; form feeds stay, they are page ends. */
export function visible(text: string): string {
  return text.replace(
    disturbing,
    (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

/** A stranger's short text on one line: bidirectionally isolated, at most so many characters. */
export function Said({ text, most = 200 }: { text: string; most?: number }) {
  const line = visible(text.replace(/\s+/g, ' ').trim());
  const short =
    line.length <= most
      ? line
      : `${Array.from(line)
          .slice(0, most - 1)
          .join('')}…`;
  return (
    <bdi dir="auto" title={short === line ? undefined : line.slice(0, 2000)}>
      {short}
    </bdi>
  );
}
