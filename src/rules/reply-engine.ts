import { Liquid, type Template } from 'liquidjs';

/** What a reply template may use; another name is an error, so a typing mistake never reaches an applicant. */
export interface ReplyView {
  readonly greeting: string;
  /** The position's title, or an empty text. */
  readonly position: string;
  /** The documents that came, in words of the reply's language (`CV`, `transcript`). */
  readonly documents: readonly string[];
  /** The documents that are asked for, in words. */
  readonly missing: readonly string[];
  readonly signature: string;
}

/** The names of the view, for the linter's suggestions. */
export const replyNames: readonly (keyof ReplyView)[] = ['greeting', 'position', 'documents', 'missing', 'signature'];

/** Longest text of a reply, in characters: a receipt that needs more is no receipt. */
export const longestReply = 4000;

const engine = new Liquid({
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  // An empty position is no position.
  jsTruthy: true,
  // No file is ever read: a template stands for itself.
  templates: {},
  // Milliseconds by the clock: on a busy machine a sound template must not look like an endless one.
  renderLimit: 5_000,
  parseLimit: 50_000,
  memoryLimit: 1_000_000,
});
for (const tag of ['include', 'render', 'layout', 'block'] as const) delete engine.tags[tag];

/** Names of the tags and filters that a template may use. */
export const replyTags: readonly string[] = Object.keys(engine.tags).filter((tag) => tag !== '#');
export const replyFilters: readonly string[] = Object.keys(engine.filters);

/** @throws liquidjs' errors, with the place */
export function parseReply(source: string, path: string): Template[] {
  return engine.parse(source, path);
}

/** The names that a template takes from the view (and not from itself), with their places. */
export function namesIn(template: Template[]): { path: readonly unknown[]; row: number; column: number }[] {
  const { globals } = engine.analyzeSync(template, { partials: false });
  return Object.values(globals).flatMap((uses) =>
    uses.map(({ segments, location }) => ({ path: segments, row: location.row, column: location.col })),
  );
}

/** The text of a parsed template: at most one empty line together, one line end at the end. */
export function renderParsed(template: Template[], view: ReplyView): string {
  const text = String(engine.renderSync(template, { ...view }));
  return `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
