// @ts-check
import { isPlain } from './page.js';

document.addEventListener('keydown', (event) => {
  if (!isPlain(event)) return;
  const follow = (/** @type {string} */ selector) =>
    /** @type {HTMLAnchorElement | null} */ (document.querySelector(selector))?.click();
  if (event.key === 'j') follow('.way [rel=next]');
  else if (event.key === 'k') follow('.way [rel=prev]');
  else if (event.key === 'g') follow('.way a');
});
