import type { Address, Mail } from '../domain/index.js';

/** The mail that an application is made of: for a forwarded one the inner mail, else the mail itself. */
export interface Letter {
  readonly sender: Address | null;
  readonly subject: string;
  /** What the writer wrote: without quoted mails and the forwarder's note. */
  readonly text: string;
  /** Offset of `text` in the mail's text, or null when it comes from an attached mail. */
  readonly offset: number | null;
  readonly forwarded: boolean;
  /** The forwarder's own words, or null. */
  readonly note: string | null;
}

const FORWARD_MARK =
  /^[ \t]*(?:-{2,}\s*(?:Forwarded message|Original Message|Weitergeleitete Nachricht|Ursprüngliche Nachricht|Message transféré|Message d'origine|Mensaje reenviado|Mensaje original|转发邮件|原始邮件)\s*-{2,}|Begin forwarded message:|Anfang der weitergeleiteten (?:Nachricht|E-Mail):|-{5,} Forwarded .{0,30}-{3,})[ \t]*$/im;
const FIELD =
  /^[ \t>*]*(From|Von|De|发件人|Sent|Date|Gesendet|Datum|Enviado|Fecha|Envoyé|发送时间|日期|To|An|À|Para|收件人|Cc|Kopie|Subject|Betreff|Objet|Asunto|主题|Reply-To)\*?[ \t]*[:：]\*?[ \t]*(.*)$/i;
const QUOTE_INTRO =
  /^[ \t]*(?:On .{6,120} wrote:|Am .{6,120} schrieb .{2,80}:|Le .{6,120} a écrit ?:|El .{6,120} escribió:|.{2,60} 于.{4,60}写道[:：]|在.{6,80}写道[:：]|-{2,}\s*Original Message\s*-{2,}|_{10,})[ \t]*$/im;

/** The writer's own part of a text: quoted mails below an introduction line, and lines that begin with `>`, are cut. */
export function ownWords(text: string): string {
  const intro = QUOTE_INTRO.exec(text);
  // A reply below the quotation keeps its words; one above loses only the quotation.
  const cut = intro !== null && text.slice(0, intro.index).trim() !== '' ? text.slice(0, intro.index) : text;
  return cut.replace(/^[ \t]*>.*$/gm, (line) => ' '.repeat(line.length));
}

function parseAddress(text: string): Address | null {
  const match = /^(.*?)[\s"'<([]*(?:mailto:)?([^\s<>"'()[\]]+@[^\s<>"'()[\]]+)/.exec(text.trim());
  if (match === null) return null;
  const name = (match[1] ?? '').replace(/["'*]/g, '').trim();
  return { name: name === '' ? null : name, email: (match[2] ?? '').toLowerCase() };
}

function inlineForward(mail: Mail): Letter | null {
  const mark = FORWARD_MARK.exec(mail.text);
  const subject = /^\s*(?:fwd?|wg|tr|rv|enc|转发)\s*[:：]/i.test(mail.subject);
  if (mark === null && !subject) return null;
  const start = mark === null ? 0 : mark.index + mark[0].length;
  const lines = mail.text.slice(start).split('\n');
  let offset = start;
  let sender: Address | null = null;
  let inner = mail.subject;
  let fields = 0;
  let done = start;
  let noteEnd = mark?.index ?? 0;
  for (const line of lines) {
    const field = FIELD.exec(line);
    const next = offset + line.length + 1;
    if (field !== null) {
      if (fields === 0 && mark === null) noteEnd = offset;
      fields++;
      const [key, value] = [(field[1] ?? '').toLowerCase(), field[2] ?? ''];
      if (/^(?:from|von|de|发件人)$/.test(key) && sender === null) sender = parseAddress(value);
      if (/^(?:subject|betreff|objet|asunto|主题)$/.test(key)) inner = value.trim();
      done = next;
    } else if (fields >= 2) break;
    else if (mark !== null && line.trim() !== '') break;
    offset = next;
  }
  if (sender === null || fields < 2) return null;
  const rest = mail.text.slice(Math.min(done, mail.text.length));
  const text = rest.replace(/^>[ \t]?/gm, '');
  return {
    sender,
    subject: inner,
    text,
    offset: text === rest ? done : null,
    forwarded: true,
    note: mail.text.slice(0, noteEnd).trim() || null,
  };
}

/** Finds the letter. A mail attached as message/rfc822 wins over an inline one, because its headers are intact. */
export function letterOf(mail: Mail): Letter {
  const attached = mail.attachedMails[0];
  if (attached !== undefined) {
    const inner = attached.mail;
    return {
      sender: inner.from[0] ?? null,
      subject: inner.subject,
      text: ownWords(inner.text),
      offset: null,
      forwarded: true,
      note: mail.text.trim() || null,
    };
  }
  const inline = inlineForward(mail);
  if (inline !== null) return inline;
  return {
    sender: mail.from[0] ?? null,
    subject: mail.subject,
    text: ownWords(mail.text),
    offset: 0,
    forwarded: false,
    note: null,
  };
}
