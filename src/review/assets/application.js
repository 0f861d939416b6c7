// @ts-check
import { isPlain, say } from './page.js';

const find = (/** @type {string} */ selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector));

/** Shows another document, or another place in it, without leaving the ledger; an ordinary link where that fails. */
async function show(/** @type {string} */ href) {
  try {
    const answer = await fetch(href);
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('#document');
    const old = find('#document');
    if (fresh === null || old === null) throw new Error('no document');
    old.replaceWith(fresh);
    history.replaceState(null, '', href);
    goToMark(new URL(href, location.href).hash);
  } catch {
    location.assign(href);
  }
}

/** Brings a mark into view and sets it off, on the page and in the ledger. */
function goToMark(/** @type {string} */ hash) {
  for (const one of document.querySelectorAll('.ledger .here, mark.here')) one.classList.remove('here');
  const target = hash.length > 1 ? document.getElementById(hash.slice(1)) : null;
  if (target === null || target.id === 'document') return;
  const mark = target.tagName === 'MARK' ? target : target.nextElementSibling;
  mark?.classList.add('here');
  mark?.scrollIntoView({ block: 'center' });
  if (/^e\d+$/.test(target.id)) document.getElementById(`l${target.id.slice(1)}`)?.classList.add('here');
}

document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link =
    event.target instanceof Element
      ? event.target.closest('a[data-mark], a[data-place], a[data-tab], a[data-hit]')
      : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  void show(link.href);
});

/** Chooses a verdict as its button does, so that note and score go with it. */
function choose(/** @type {string} */ value) {
  const button = /** @type {HTMLButtonElement | null} */ (find(`.verdict [value=${value}]`));
  if (button !== null) button.form?.requestSubmit(button);
}

/** Goes through the ledger, one place after the other. */
function nextMark(/** @type {1 | -1} */ step) {
  const lines = [...document.querySelectorAll('.ledger li')].filter(
    (line) => line.querySelector('a[data-mark]') !== null,
  );
  const at = lines.findIndex((line) => line.classList.contains('here'));
  const line = lines[Math.max(0, at + step)];
  line?.scrollIntoView({ block: 'nearest' });
  /** @type {HTMLAnchorElement | null | undefined} */ (line?.querySelector('a[data-mark]'))?.click();
}

/** @type {Record<string, () => void>} */
const keys = {
  j: () => find('.way [rel=next]')?.click(),
  k: () => find('.way [rel=prev]')?.click(),
  g: () => find('.way a')?.click(),
  s: () => choose('shortlist'),
  h: () => choose('hold'),
  d: () => choose('decline'),
  u: () => {
    const form = /** @type {HTMLFormElement | null} */ (find('form.undo'));
    if (form === null) say('You have no verdict here to undo.', 'warning');
    else form.requestSubmit();
  },
  n: () => {
    const details = /** @type {HTMLDetailsElement | null} */ (find('.verdict details'));
    if (details !== null) details.open = true;
    find('.verdict textarea')?.focus();
  },
  e: () => nextMark(1),
  E: () => nextMark(-1),
  f: () => find('.hit-bar [data-hit=next]')?.click(),
  F: () => find('.hit-bar [data-hit=prev]')?.click(),
};

document.addEventListener('keydown', (event) => {
  const action = isPlain(event) ? keys[event.key] : undefined;
  if (action === undefined) return;
  event.preventDefault();
  action();
});

goToMark(location.hash);
