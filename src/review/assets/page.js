// @ts-check
// What every page does with scripts on. Everything here has its way without: links, forms and the help page.

/** True when keys belong to what the person types into. */
export function isTyping(/** @type {Event} */ event) {
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName))
  );
}

/** True for a key that is pressed alone and not meant for the browser. */
export function isPlain(/** @type {KeyboardEvent} */ event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event);
}

/**
 * Says something to everybody, also to who does not see the page; it goes away by itself.
 * @param {string} text
 * @param {'done' | 'warning'} kind
 */
export function say(text, kind = 'done') {
  let box = document.querySelector('#said');
  if (box === null) {
    box = document.createElement('p');
    box.id = 'said';
    box.setAttribute('role', 'status');
    document.body.append(box);
  }
  box.className = `toast ${kind}`;
  box.textContent = text;
  clearTimeout(said);
  said = setTimeout(() => box?.remove(), 6000);
}
/** @type {ReturnType<typeof setTimeout> | undefined} */
let said;

/**
 * Sends a form's fields as the browser would, and takes the answer as JSON. When the session has ended, the login is
 * opened; what was sent is kept there.
 * @param {string} action
 * @param {Record<string, string>} fields
 * @returns {Promise<any | null>} null when it did not work, which has been said
 */
export async function post(action, fields) {
  try {
    const answer = await fetch(action, {
      method: 'POST',
      headers: { accept: 'application/json', 'x-csrf-token': document.body.dataset.csrf ?? '' },
      body: new URLSearchParams(fields),
    });
    const body = await answer.json();
    if (answer.status === 401) {
      location.assign(body.login);
      return null;
    }
    if (!answer.ok) {
      say(body.message ?? 'That did not work.', 'warning');
      return null;
    }
    return body;
  } catch {
    say('The program does not answer. Nothing was sent.', 'warning');
    return null;
  }
}

document.addEventListener('keydown', (event) => {
  if (!isPlain(event)) return;
  if (event.key === '/') {
    event.preventDefault();
    /** @type {HTMLInputElement | null} */ (document.querySelector('#search'))?.focus();
  } else if (event.key === '?') {
    location.assign('/help');
  }
});

document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute('open');
  }
});
