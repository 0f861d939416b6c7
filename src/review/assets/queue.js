// @ts-check
import { isPlain, post, say } from './page.js';

/** The lines of the list as they stand now. */
const lines = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.line')]);
const current = () => /** @type {HTMLElement | null} */ (document.querySelector('.line.here'));

/** Moves the hand to a line. */
function goTo(/** @type {HTMLElement | undefined} */ line) {
  if (line === undefined) return;
  current()?.classList.remove('here');
  line.classList.add('here');
  line.querySelector('a')?.focus({ preventScroll: true });
  line.scrollIntoView({ block: 'nearest' });
}

/** Sends a verdict on a line and shows what came of it, without leaving the list. */
async function decide(/** @type {HTMLElement} */ line, /** @type {string} */ value) {
  const form = line.querySelector('form');
  if (form === null) return;
  const revision = /** @type {HTMLInputElement | null} */ (form.querySelector('[name=revision]'));
  const path = value === 'undo' ? form.action.replace(/verdict$/, 'undo') : form.action;
  const done = await post(path, { value, revision: revision?.value ?? '0' });
  if (done === null) return;
  if (revision !== null) revision.value = String(done.revision);
  const place = line.querySelector('.stand');
  place?.querySelector('.state')?.remove();
  if (done.state !== null) {
    const state = document.createElement('span');
    state.className = `state ${done.state}`;
    state.textContent = done.stateText;
    place?.prepend(state);
  }
  say(done.message, done.warning ? 'warning' : 'done');
}

document.addEventListener('keydown', (event) => {
  if (!isPlain(event)) return;
  const all = lines();
  const here = current();
  const at = here === null ? -1 : all.indexOf(here);
  /** @type {Record<string, string>} */
  const verdicts = { s: 'shortlist', h: 'hold', d: 'decline', u: 'undo' };
  if (event.key === 'j' || event.key === 'k') {
    event.preventDefault();
    goTo(event.key === 'j' ? all[at + 1] : all[Math.max(0, at - 1)]);
  } else if (event.key in verdicts && here !== null) {
    event.preventDefault();
    void decide(here, verdicts[event.key] ?? '');
  } else if (event.key === 'Enter' && here !== null && document.activeElement === document.body) {
    here.querySelector('a')?.click();
  }
});

document.addEventListener('focusin', (event) => {
  if (!(event.target instanceof HTMLElement)) return;
  const line = event.target.closest('.line');
  if (line instanceof HTMLElement && !line.classList.contains('here')) {
    current()?.classList.remove('here');
    line.classList.add('here');
  }
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.classList.contains('quick')) return;
  const line = form.closest('.line');
  const value = event.submitter instanceof HTMLButtonElement ? event.submitter.value : '';
  if (!(line instanceof HTMLElement) || value === '') return;
  event.preventDefault();
  void decide(line, value);
});
