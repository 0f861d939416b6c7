import type { MessageReader } from '../documents/index.js';
import type { Judgement, ReadMessage, TriageContext } from '../domain/index.js';
import { Bundles, bundleKeys, triage } from '../pipeline/index.js';
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
  reader: MessageReader,
  ruleset: Ruleset,
  mailbox: Pick<TriageContext, 'ownAddresses' | 'aliases' | 'authservIds'>,
  ahead: number,
): AsyncGenerator<JudgedFile> {
  const bundles = new Bundles();
  const waiting: { source: string; message: Promise<ReadMessage> }[] = [];
  const judgeNext = async (): Promise<JudgedFile | null> => {
    const next = waiting.shift();
    if (next === undefined) return null;
    const message = await next.message;
    const keys = bundleKeys(message);
    const context: TriageContext = { ...mailbox, duplicate: bundles.isDuplicate(keys), earlier: bundles.earlier(keys) };
    const judgement = triage(message, context, ruleset);
    bundles.remember(keys, judgement);
    return { source: next.source, message, judgement };
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
