// The one-line notice (`#notice` of each page).

/** Shows a notice until it is closed, or another takes its place. @param {string} text */
export function tell(text) {
  const [notice, said, close] = ['notice', 'notice-text', 'notice-close'].map(
    (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
  );
  close.onclick = () => {
    notice.hidden = true;
  };
  notice.hidden = false;
  said.textContent = text;
}
