import type { Lesson } from '../rules/index.js';
import type { Store } from '../store/index.js';
import { kindText, letterOf } from '../understand/index.js';

/** What the classifier learns from people's corrections: the words by which it would be asked about these mails. */
export async function lessonsOf(store: Pick<Store, 'corrections'>): Promise<Lesson[]> {
  return (await store.corrections.lessons()).map(({ kind, mail }) => ({ kind, text: kindText(letterOf(mail)) }));
}
