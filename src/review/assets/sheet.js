// @ts-check
// The button is there for who has scripts; everybody else prints with the browser's menu.
const button = document.querySelector('#print');
if (button instanceof HTMLButtonElement) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
