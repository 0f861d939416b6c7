// @ts-check
// The list updates itself: marks of the lines that stand here change in place, and what has come is said and put in only
// when the reader asks. Nothing moves under their hands.
import { isPlain } from './page.js';

const main = /** @type {HTMLElement} */ (document.querySelector('#main'));
const linesIn = (/** @type {ParentNode} */ root) =>
  /** @type {HTMLElement[]} */ ([...root.querySelectorAll('[data-live="queue"] > .line')]);

/** The newest state of this page that the server gave. @type {Document | null} */
let latest = null;
/** @type {EventSource | null} */
let source = null;
let opened = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;
let asking = false;

/** Asks for this page again and takes over what may change without moving anything. */
async function refresh() {
  if (asking) return later();
  asking = true;
  try {
    const answer = await fetch(location.href, { headers: { 'x-live': '1' }, cache: 'no-store' });
    // A login page or an error is no list.
    if (!answer.ok || answer.redirected) return;
    latest = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const line of linesIn(latest)) {
      const here = document.getElementById(line.id);
      if (here !== null) takeMarks(here, line);
    }
    takeCounts(latest);
    announce();
  } catch {
    // The connection says when the server is back.
  } finally {
    asking = false;
  }
}

/**
 * Several changes at once are one look. With many windows open, each asks at a moment of its own within `spread`
 * milliseconds, so that they don't all ask at once.
 */
function later(spread = 0) {
  if (soon !== undefined) return;
  soon = setTimeout(
    () => {
      soon = undefined;
      void refresh();
    },
    400 + Math.random() * spread,
  );
}

/** Score, documents, verdicts and labels of a line; its name, its place and what the reader holds stay. */
function takeMarks(/** @type {HTMLElement} */ here, /** @type {HTMLElement} */ fresh) {
  for (const part of ['.score', '.papers']) {
    const old = here.querySelector(part);
    const now = fresh.querySelector(part);
    if (old !== null && now !== null && old.innerHTML !== now.innerHTML)
      old.replaceWith(document.importNode(now, true));
  }
  const form = here.querySelector('.stand form');
  const newForm = fresh.querySelector('.stand form');
  const stand = here.querySelector('.stand');
  const marks = [...(fresh.querySelector('.stand')?.children ?? [])].filter((child) => child !== newForm);
  for (const child of [...(stand?.children ?? [])]) if (child !== form) child.remove();
  stand?.prepend(...marks.map((mark) => document.importNode(mark, true)));
  const revision = form?.querySelector('[name=revision]');
  const newRevision = newForm?.querySelector('[name=revision]');
  if (revision instanceof HTMLInputElement && newRevision instanceof HTMLInputElement)
    revision.value = newRevision.value;
  here.classList.toggle('unread', fresh.classList.contains('unread'));
}

/** The numbers beside the positions. */
function takeCounts(/** @type {Document} */ fresh) {
  for (const link of document.querySelectorAll('.tabs a')) {
    const same = [...fresh.querySelectorAll('.tabs a')].find(
      (other) => other.getAttribute('href') === link.getAttribute('href'),
    );
    const count = link.querySelector('.count');
    const now = same?.querySelector('.count');
    if (count !== null && now) count.textContent = now.textContent;
  }
}

/** Lines that the server has and this page has not. */
const arrived = () =>
  latest === null ? [] : linesIn(latest).filter((line) => document.getElementById(line.id) === null);

/** Says how many have come, above everything, so that nothing gives way to it. */
function announce() {
  const count = arrived().length;
  let bar = document.querySelector('#news');
  if (count === 0) {
    bar?.remove();
    return;
  }
  if (bar === null) {
    bar = document.createElement('div');
    bar.id = 'news';
    bar.setAttribute('role', 'status');
    const button = document.createElement('button');
    button.type = 'button';
    button.addEventListener('click', insert);
    bar.append(button);
    main.append(bar);
  }
  const button = /** @type {HTMLElement} */ (bar.querySelector('button'));
  const text = `${count} new`;
  if (button.dataset.text === text) return;
  button.dataset.text = text;
  const key = document.createElement('kbd');
  key.textContent = '.';
  button.replaceChildren(text, ' ', key);
}

/** Puts what has come where it belongs; what the reader looks at stays where it is in the window. */
function insert() {
  const list = document.querySelector('[data-live="queue"]');
  if (latest === null || list === null) {
    location.reload();
    return;
  }
  const held =
    /** @type {HTMLElement | null} */ (document.querySelector('.line.here')) ??
    (scrollY < 80 ? undefined : linesIn(document).find((line) => line.getBoundingClientRect().bottom > 80));
  const before = held?.getBoundingClientRect().top ?? 0;
  const order = linesIn(latest);
  for (const line of arrived()) {
    const next = order.slice(order.indexOf(line) + 1).find((other) => document.getElementById(other.id) !== null);
    const mine = document.importNode(line, true);
    mine.classList.add('arrived');
    list.insertBefore(mine, next === undefined ? null : document.getElementById(next.id));
  }
  if (held) scrollBy(0, held.getBoundingClientRect().top - before);
  document.querySelector('#news')?.remove();
}

function connect() {
  if (source !== null || document.hidden) return;
  source = new EventSource('/live');
  source.addEventListener('open', () => {
    // Something may have happened while nobody listened.
    if (opened) later();
    opened = true;
  });
  source.addEventListener('changed', (event) => later(Number(event.data) || 0));
  source.addEventListener('ended', disconnect);
  source.addEventListener('error', () => {
    // The browser connects again by itself, but not after a refusal.
    if (source?.readyState !== EventSource.CLOSED) return;
    source = null;
    setTimeout(connect, 60_000);
  });
}

function disconnect() {
  source?.close();
  source = null;
}

// A window that nobody sees needs no connection; browsers have few for one address.
document.addEventListener('visibilitychange', () => (document.hidden ? disconnect() : connect()));
addEventListener('pagehide', disconnect);
addEventListener('pageshow', connect);
document.addEventListener('keydown', (event) => {
  if (event.key === '.' && isPlain(event) && document.querySelector('#news') !== null) insert();
});
connect();
