import type { ReplyView } from './reply-engine.js';
import { documentWords, type ReplyWords } from './reply-words.js';

export interface SampleView {
  /** What is special about it, in words. */
  readonly name: string;
  readonly view: ReplyView;
}

/** Views of every shape that a judgement can give, for trying a template before an applicant does. */
export function sampleViews(words: ReplyWords, position: string, signature: string): SampleView[] {
  const greeting = words.greeting.replace('{name}', 'Ada Example');
  const documents = documentWords(['cv', 'transcript'], words);
  const all = documentWords(Object.keys(words.documents), words);
  const missing = documentWords(['thesis', 'references'], words);
  const full = { greeting, position, documents, missing: [], signature };
  return [
    { name: 'complete', view: full },
    { name: 'something is missing', view: { ...full, missing } },
    { name: 'nothing came and everything is missing', view: { ...full, documents: [], missing: all } },
    { name: 'no name', view: { ...full, greeting: words.nameless } },
    { name: 'no position', view: { ...full, position: '' } },
    { name: 'nothing is known', view: { ...full, greeting: words.nameless, position: '', documents: [] } },
    {
      name: 'everything is long',
      view: {
        ...full,
        greeting: words.greeting.replace('{name}', 'A'.repeat(80)),
        position: 'P'.repeat(120),
        documents: all,
        missing: all,
        signature: 'S'.repeat(80),
      },
    },
  ];
}
