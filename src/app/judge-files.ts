import type { MessageReader } from '../documents/index.js';
import type { Judgement, ReadMessage } from '../domain/index.js';
import { JudgeAgain, type MailboxFacts } from '../pipeline/index.js';
import type { Ruleset } from '../rules/index.js';
import type { SourceMessage } from './mail-files.js';

/** A judged message of a run over files. */
export interface JudgedFile {
  readonly source: string;
  readonly message: ReadMessage;
  readonly judgement: Judgement;
}

/**
 * Reads messages ahead in threads, judges them in input order (so that follow-ups and second deliveries are known) and
 * yields them in that order.
 * @param ahead how many messages are read at the same time
 */
export async function* judgeFiles(
  sources: AsyncIterable<SourceMessage>,
  reader: Pick<MessageReader, 'read'>,
  ruleset: Ruleset,
  mailbox: MailboxFacts,
  ahead: number,
): AsyncGenerator<JudgedFile> {
  for await (const { source, message, judgements } of judgeFilesUnder(sources, reader, [ruleset], mailbox, ahead))
    yield { source, message, judgement: judgements[0] as Judgement };
}

/** The same under several rulesets at once: one judgement each, in their order. */
export async function* judgeFilesUnder(
  sources: AsyncIterable<SourceMessage>,
  reader: Pick<MessageReader, 'read'>,
  rulesets: readonly Ruleset[],
  mailbox: MailboxFacts,
  ahead: number,
): AsyncGenerator<{ source: string; message: ReadMessage; judgements: readonly Judgement[] }> {
  const again = new JudgeAgain(rulesets, true);
  const waiting: { source: string; message: Promise<ReadMessage> }[] = [];
  const judgeNext = async () => {
    const next = waiting.shift();
    if (next === undefined) return null;
    const message = await next.message;
    return { source: next.source, message, judgements: again.judge(message, mailbox) };
  };
  for await (const { source, raw } of sources) {
    const message = reader.read(raw);
    message.catch(() => {}); // awaited in order below; an early failure must not count as unhandled meanwhile
    waiting.push({ source, message });
    if (waiting.length >= ahead) {
      const judged = await judgeNext();
      if (judged !== null) yield judged;
    }
  }
  for (let judged = await judgeNext(); judged !== null; judged = await judgeNext()) yield judged;
}
