// @ts-check
// Line numbers and marks behind the text field, and a draft that saves and checks itself. Without scripts the button does it.
const form = /** @type {HTMLFormElement} */ (document.querySelector('#editor'));
const field = /** @type {HTMLTextAreaElement} */ (document.querySelector('#text'));
const seen = /** @type {HTMLInputElement} */ (form.querySelector('[name=seen]'));
const status = /** @type {HTMLElement} */ (document.querySelector('#saved'));

/** So long nothing was typed before the draft is saved, in milliseconds. */
const quietMs = 900;

// The mirror holds the same lines in the same font and width, each in a block of its own: so each line's number and mark
// stand where the line stands, also when it is wrapped, and the field grows with it.
const mirror = document.createElement('div');
mirror.className = 'mirror';
mirror.setAttribute('aria-hidden', 'true');
field.parentElement?.append(mirror);
field.parentElement?.classList.add('mirrored');

/** @type {string[]} */
let shown = [];

/** Brings the mirror up to date; only lines that changed are touched. */
function reflect() {
  const lines = field.value.split('\n');
  let head = 0;
  while (head < lines.length && head < shown.length && lines[head] === shown[head]) head++;
  let tail = 0;
  while (
    tail < lines.length - head &&
    tail < shown.length - head &&
    lines[lines.length - 1 - tail] === shown[shown.length - 1 - tail]
  )
    tail++;
  for (let left = shown.length - head - tail; left > 0; left--) mirror.children[head]?.remove();
  const next = mirror.children[head] ?? null;
  for (const line of lines.slice(head, lines.length - tail)) {
    const block = document.createElement('div');
    block.textContent = line === '' ? '\u200b' : line;
    mirror.insertBefore(block, next);
  }
  shown = lines;
}

/** Marks the lines that findings are about. */
function mark() {
  for (const block of mirror.querySelectorAll('.error, .warning, .info')) block.className = '';
  for (const finding of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('#findings [data-line]'))) {
    if (finding.querySelector('.where') === null) continue;
    const block = mirror.children[Number(finding.dataset.line) - 1];
    if (
      block !== undefined &&
      block.className !== 'error' &&
      !(block.className === 'warning' && finding.classList.contains('info'))
    )
      block.className = ['error', 'warning', 'info'].find((kind) => finding.classList.contains(kind)) ?? '';
  }
}

/** Puts the caret at a place (from 1) and shows it. */
function goTo(/** @type {number} */ line, /** @type {number} */ column) {
  const before = field.value.split('\n').slice(0, line - 1);
  const at = before.reduce((sum, one) => sum + one.length + 1, 0) + Math.max(0, column - 1);
  field.focus({ preventScroll: true });
  field.setSelectionRange(at, at);
  mirror.children[line - 1]?.scrollIntoView({ block: 'center' });
}

/** Gives findings of this file a button that leads to their place, and one that writes what they suggest. */
function enliven() {
  for (const finding of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('#findings [data-line]'))) {
    const where = finding.querySelector('.where');
    if (where === null) continue;
    const [line, column] = [Number(finding.dataset.line), Number(finding.dataset.column)];
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'where quiet';
    button.textContent = where.textContent;
    button.addEventListener('click', () => goTo(line, column));
    where.replaceWith(button);
    const wanted = /did you mean `([^`]+)`\?/.exec(finding.textContent ?? '')?.[1];
    const stands = /`([^`]+)`/.exec(finding.querySelector('p:not(.place)')?.textContent ?? '')?.[1];
    const text = field.value.split('\n')[line - 1] ?? '';
    const at = stands === undefined ? -1 : text.indexOf(stands, Math.max(0, column - 1));
    if (wanted === undefined || stands === undefined || at < 0) continue;
    const fix = document.createElement('button');
    fix.type = 'button';
    fix.textContent = `Write ${wanted}`;
    fix.addEventListener('click', () => {
      goTo(line, at + 1);
      const start = field.selectionStart;
      field.setSelectionRange(start, start + stands.length);
      type(wanted);
    });
    finding.append(fix);
  }
  mark();
}

/** Types a text in place of what is selected, so that the browser's undo takes it back. */
function type(/** @type {string} */ text) {
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** What was saved last. */
let saved = field.value;
let ended = false;
let saving = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

async function save() {
  if (saving || ended || field.value === saved) return;
  saving = true;
  const text = field.value;
  status.textContent = 'Saving…';
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json', 'x-csrf-token': document.body.dataset.csrf ?? '' },
      body: new URLSearchParams({ text, seen: seen.value }),
    });
    const body = await answer.json();
    if (answer.status === 401) {
      // The button sends the form as it is; what it sends takes the place of what was kept now.
      ended = true;
      if (body.kept !== null) keptAs(body.kept);
      status.className = 'alarm';
      status.textContent = 'Your session has ended. Save to log in again: what you wrote is kept.';
    } else if (!answer.ok) {
      status.className = 'alarm';
      status.textContent = body.message ?? 'Not saved.';
    } else {
      saved = text;
      seen.value = body.seen;
      status.className = 'small muted';
      status.textContent = `Saved in your draft at ${new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`;
      const findings = document.querySelector('#findings');
      if (findings !== null && field.value === text) {
        const fresh = new DOMParser().parseFromString(body.html, 'text/html').querySelector('#findings');
        if (fresh !== null) findings.replaceChildren(...fresh.childNodes);
        enliven();
      }
    }
  } catch {
    status.className = 'alarm';
    status.textContent = 'The program does not answer. Not saved yet; your text is still here.';
  }
  saving = false;
  if (!ended && field.value !== saved) later();
}

/** Says with the form which kept one it continues. */
function keptAs(/** @type {string} */ id) {
  const kept = document.createElement('input');
  kept.type = 'hidden';
  kept.name = 'kept';
  kept.value = id;
  form.append(kept);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(save, quietMs);
}

field.addEventListener('input', () => {
  reflect();
  mark();
  if (status.className !== 'alarm') status.textContent = '';
  later();
});

field.addEventListener('keydown', (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (event.key === 'Enter' && plain && !event.isComposing) {
    // YAML lives by indentation: a new line begins below the one before.
    const line = field.value.slice(field.value.lastIndexOf('\n', field.selectionStart - 1) + 1, field.selectionStart);
    const indent = /^ */.exec(line)?.[0] ?? '';
    if (indent === '') return;
    event.preventDefault();
    type(`\n${indent}`);
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key === 's' && (event.ctrlKey || event.metaKey) && !event.altKey) {
    event.preventDefault();
    clearTimeout(timer);
    void save();
  }
});

let sending = false;
form.addEventListener('submit', () => {
  sending = true;
});
addEventListener('beforeunload', (event) => {
  if (!sending && field.value !== saved) event.preventDefault();
});

reflect();
enliven();
const at = Number(field.dataset.at);
if (Number.isInteger(at) && at > 0) goTo(at, 1);
