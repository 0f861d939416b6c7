/** A place in a LaTeX source, and the ways to get over what isn't printed. */
export class LatexCursor {
  protected at = 0;

  constructor(protected readonly source: string) {}

  /** A braced argument as it stands, without its braces. */
  protected raw(): string {
    this.skipSpace();
    if (this.source[this.at] !== '{') return '';
    const start = this.at + 1;
    this.at += 1;
    this.skipGroup();
    return this.source.slice(start, this.at - 1).replace(/\\([%#&_~])/g, '$1');
  }

  protected skipSpace(): void {
    while (/[ \t]/.test(this.source[this.at] ?? '')) this.at += 1;
  }

  /** At most one line end may stand between a command's arguments. */
  protected skipBetween(): void {
    const match = /^[ \t]*\n?[ \t]*(?=\{)/.exec(this.source.slice(this.at, this.at + 200));
    if (match !== null) this.at += match[0].length;
  }

  protected skipOptions(): void {
    const match = /^\s*\[[^\]]{0,500}\]/.exec(this.source.slice(this.at, this.at + 520));
    if (match !== null) this.at += match[0].length;
  }

  protected skipArguments(): void {
    for (let count = 0; count < 10; count += 1) {
      this.skipOptions();
      this.skipBetween();
      if (this.source[this.at] !== '{') return;
      this.at += 1;
      this.skipGroup();
    }
  }

  protected skipDefinition(): void {
    const head = /^\s*\\?[a-zA-Z@]*(?:\s*#\d)*/.exec(this.source.slice(this.at, this.at + 120));
    this.at += head?.[0].length ?? 0;
    this.skipArguments();
  }

  /** From inside a group to after its closing brace. */
  protected skipGroup(): void {
    for (let depth = 1; this.at < this.source.length && depth > 0; this.at += 1) {
      const character = this.source[this.at];
      if (character === '\\') this.at += 1;
      else if (character === '{') depth += 1;
      else if (character === '}') depth -= 1;
    }
  }
}
