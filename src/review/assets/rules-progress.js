// @ts-check
// Parts of a page that are being computed ask for themselves until they are done. Without scripts a link does it.
import { say } from './page.js';

const everyMs = 1500;
/** A page that gets no answer asks ever more seldom, and gives up in the end. */
const mostFailures = 8;

let failures = 0;

/** The page as it is now, in place of the parts that are being computed. */
async function look() {
  const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-progress]')]);
  if (places.every((place) => place.querySelector('[data-running]') === null)) return;
  // What somebody is just reading with the keyboard stays where it is.
  try {
    const answer = await fetch(location.href, { headers: { 'x-live': '1' } });
    if (answer.redirected || !answer.ok) {
      say('Your session has ended. Load the page again.', 'warning');
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const parts = /** @type {HTMLElement[]} */ ([...fresh.querySelectorAll('[data-progress]')]);
    // A part that came or went makes it another page.
    if (parts.length !== places.length) return location.reload();
    let ended = false;
    for (const [index, place] of places.entries()) {
      const part = parts[index];
      if (part === undefined || place.innerHTML === part.innerHTML) continue;
      const [before, after] = [place.querySelector('[data-running]'), part.querySelector('[data-running]')];
      // While it runs only the numbers change: buttons keep the focus.
      if (before !== null && after !== null) {
        update(before, after);
        continue;
      }
      place.replaceWith(document.adoptNode(part));
      ended = true;
    }
    if (ended) say('It is computed.');
    failures = 0;
  } catch {
    failures += 1;
    if (failures > mostFailures) return;
  }
  setTimeout(look, everyMs * (1 + failures));
}

function update(/** @type {Element} */ before, /** @type {Element} */ after) {
  for (const name of ['p', 'progress']) {
    const [old, now] = [before.querySelector(name), after.querySelector(name)];
    if (old !== null && now !== null && old.outerHTML !== now.outerHTML) old.replaceWith(document.adoptNode(now));
  }
}

setTimeout(look, everyMs);
