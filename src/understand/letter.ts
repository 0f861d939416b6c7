import type { Address, Mail } from '../domain/index.js';

/** The mail that an application is made of: for a forwarded one the inner mail, else the mail itself. */
export interface Letter {
  readonly sender: Address | null;
  readonly subject: string;
  /** What the writer wrote: without quoted mails and the forwarder's note. */
  readonly text: string;
  readonly forwarded: boolean;
  /** The forwarder's own words, or null. */
  readonly note: string | null;
}

const FORWARD_MARK =
  /^[ \t]*(?:-{2,}\s*(?:Forwarded message|Original Message|Weitergeleitete Nachricht|Ursprüngliche Nachricht|Message transféré|Message d'origine|Mensaje reenviado|Mensaje original|Mensagem encaminhada|Mensagem original|Messaggio inoltrato|Messaggio originale|Doorgestuurd bericht|Oorspronkelijk bericht|Wiadomość przekazana dalej|Przekazana wiadomość|Přeposlaná zpráva|Preposlaná správa|Továbbított üzenet|Yönlendirilen ileti|İletilen mesaj|Пересланное сообщение|Переслане повідомлення|Препратено съобщение|Vidarebefordrat meddelande|Videresendt (?:besked|melding)|Välitetty viesti|Mesaj redirecționat|Mesaj redirecţionat|Προωθημένο μήνυμα|转发邮件|原始邮件|轉寄郵件|転送メッセージ|전달된 메일)\s*-{2,}|Begin forwarded message:|Anfang der weitergeleiteten (?:Nachricht|E-Mail):|-{5,} Forwarded .{0,30}-{3,}|Inizio messaggio inoltrato:|Início da mensagem reencaminhada:|Início da mensagem encaminhada:|Début du message (?:réexpédié|transféré) ?:|Inicio del mensaje reenviado:|Begin doorgestuurd bericht:)[ \t]*$/im;
/** Marks that say "forwarded"; "original message" stands above quotations too. */
const FORWARDED =
  /^[ \t]*(?:-{2,}\s*(?:Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Mensagem encaminhada|Messaggio inoltrato|Doorgestuurd bericht|Wiadomość przekazana dalej|Przekazana wiadomość|Přeposlaná zpráva|Preposlaná správa|Továbbított üzenet|Yönlendirilen ileti|İletilen mesaj|Пересланное сообщение|Переслане повідомлення|Препратено съобщение|Vidarebefordrat meddelande|Videresendt (?:besked|melding)|Välitetty viesti|Mesaj redirecționat|Mesaj redirecţionat|Προωθημένο μήνυμα|转发邮件|轉寄郵件|転送メッセージ|전달된 메일)\s*-{2,}|Begin forwarded message:|Anfang der weitergeleiteten (?:Nachricht|E-Mail):|Inizio messaggio inoltrato:|Início da mensagem (?:reencaminhada|encaminhada):|Début du message (?:réexpédié|transféré) ?:|Inicio del mensaje reenviado:|Begin doorgestuurd bericht:)[ \t]*$/im;
const FORWARD_SUBJECT =
  /^\s*(?:fwd?|wg|tr|rv|enc|i|doorst|pd|přeposl|továbbítás|ilt|пересл|vb|vs|vl|转发|轉寄)\s*[:：]/i;
const FIELD =
  /^[ \t>*]*(From|Von|De|Da|Van|Od|Feladó|Kimden|Gönderen|От|Від|Från|Fra|Lähettäjä|De la|Από|发件人|寄件者|差出人|보낸사람|보낸 사람|Sent|Date|Gesendet|Datum|Data|Enviado|Enviada em|Fecha|Envoyé|Inviato|Verzonden|Wysłano|Odesláno|Dátum|Küldve|Tarih|Gönderildi|Дата|Отправлено|Надіслано|Skickat|Sendt|Dato|Lähetetty|Päivämäärä|Trimis|Ημερομηνία|发送时间|日期|送信日時|날짜|To|An|À|A|Para|Aan|Do|Komu|Címzett|Kime|Alıcı|Кому|До|Till|Til|Vastaanottaja|Către|Προς|收件人|收件者|宛先|받는사람|받는 사람|Cc|Kopie|Copia|Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Temat|Předmět|Predmet|Tárgy|Konu|Тема|Относно|Ämne|Emne|Aihe|Subiect|Θέμα|主题|主旨|件名|제목|Reply-To)\*?[ \t]*[:：]\*?[ \t]*(.*)$/i;
const QUOTE_INTRO =
  /^[ \t]*(?:On .{6,120} wrote:|Am .{6,120} schrieb .{2,80}:|Le .{6,120} a écrit ?:|El .{6,120} escribió:|.{2,60} 于.{4,60}写道[:：]|在.{6,80}写道[:：]|-{2,}\s*Original Message\s*-{2,}|_{10,})[ \t]*$/im;

/** The head of a quoted mail as Outlook sets it, without any line above it. */
const HEADER_BLOCK =
  /^[ \t]*\*?(?:From|Von|De|发件人)\*?[ \t]*[:：].*@?.*\n(?:[ \t]*\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Fecha|To|An|À|Para|Cc|Subject|Betreff|Objet|Asunto|发送时间|收件人|主题)\*?[ \t]*[:：].*\n?){2,}/im;

/** The writer's own part of a text: quoted mails below an introduction line, and lines that begin with `>`, are cut. */
export function ownWords(text: string): string {
  const intros = [QUOTE_INTRO.exec(text), HEADER_BLOCK.exec(text)].filter((found) => found !== null);
  const intro = intros.sort((a, b) => a.index - b.index)[0] ?? null;
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

function inlineForward(mail: Mail, ownAddresses: readonly string[]): Letter | null {
  // A reply quotes what we wrote; only what calls itself forwarded is somebody else's letter.
  const reply = /^\s*(?:re|aw|sv|antw|antwort|res|回复|答复)\s*(?:\[\d+\])?[:：]/i.test(mail.subject);
  const mark = (reply ? FORWARDED : FORWARD_MARK).exec(mail.text);
  const subject = FORWARD_SUBJECT.test(mail.subject);
  if (reply && mark === null) return null;
  if (mark === null && !subject) return null;
  // Without a forward's subject an "Original Message" is a quotation below a reply.
  if (mark !== null && !subject && FORWARDED.exec(mail.text) === null && mail.inReplyTo.length > 0) return null;
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
      if (
        /^(?:from|von|de|da|van|od|feladó|kimden|gönderen|от|від|från|fra|lähettäjä|de la|από|发件人|寄件者|差出人|보낸 ?사람)$/.test(
          key,
        ) &&
        sender === null
      )
        sender = parseAddress(value);
      if (
        /^(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|předmět|predmet|tárgy|konu|тема|относно|ämne|emne|aihe|subiect|θέμα|主题|主旨|件名|제목)$/.test(
          key,
        )
      )
        inner = value.trim();
      done = next;
    } else if (fields >= 2) break;
    else if (mark !== null && line.trim() !== '') break;
    offset = next;
  }
  if (sender === null || fields < 2 || ownAddresses.includes(sender.email)) return null;
  const rest = mail.text.slice(Math.min(done, mail.text.length));
  const text = rest.replace(/^>[ \t]?/gm, '');
  return {
    sender,
    subject: inner,
    text,
    forwarded: true,
    note: mail.text.slice(0, noteEnd).trim() || null,
  };
}

/** Finds the letter. A mail attached as message/rfc822 wins over an inline one, because its headers are intact. */
export function letterOf(mail: Mail, ownAddresses: readonly string[] = []): Letter {
  const attached = mail.attachedMails[0];
  if (attached !== undefined) {
    const inner = attached.mail;
    return {
      sender: inner.from[0] ?? null,
      subject: inner.subject,
      text: ownWords(inner.text),
      forwarded: true,
      note: mail.text.trim() || null,
    };
  }
  const inline = inlineForward(mail, ownAddresses);
  if (inline !== null) return inline;
  return {
    sender: mail.from[0] ?? null,
    subject: mail.subject,
    text: ownWords(mail.text),
    forwarded: false,
    note: null,
  };
}
