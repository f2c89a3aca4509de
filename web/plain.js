// The plain page: sends the query, shows what comes back, and opens and copies links.
import { copyLink, readVariables, takeLink } from './link.js';
import { tell } from './notice.js';
import { choose, chosen, credentials, loadPersonas } from './personas.js';
import { wait } from './readiness.js';

const [query, variables] = ['query', 'variables'].map(
  (id) => /** @type {HTMLTextAreaElement} */ (document.getElementById(id)),
);
const [page, run, copy, response] = ['page', 'run', 'copy', 'response'].map(
  (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
);
const isMac = navigator.userAgent.includes('Mac');
let running = false;

async function send() {
  if (running) return;
  running = true;
  run.setAttribute('aria-disabled', 'true');
  response.textContent = await answer().catch((problem) => `No answer: ${problem.message}.`);
  run.removeAttribute('aria-disabled');
  running = false;
}

/** Asks the endpoint, and says what it answered. @returns {Promise<string>} */
async function answer() {
  const body = JSON.stringify({ query: query.value, variables: readVariables(variables.value) });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...credentials(),
  };
  const answered = await fetch('../graphql', { method: 'POST', headers, body });
  const text = await answered.text();
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return `${answered.status} ${answered.statusText}\n${text}`;
  }
}

/** Fills the fields from a link in the address; the query is not run. */
function open() {
  const link = takeLink(tell);
  if (link === null) return;
  query.value = link.query;
  variables.value = link.variables;
}

/** Shows the selector of personas, where there are some. */
async function offerPersonas() {
  const personas = await loadPersonas();
  const label = /** @type {HTMLElement} */ (document.getElementById('persona'));
  const select = /** @type {HTMLSelectElement} */ (label.querySelector('select'));
  select.replaceChildren(...personas.map(({ name }) => new Option(name)));
  select.value = chosen()?.name ?? '';
  select.addEventListener('change', () => {
    choose(select.value);
    // What stands there is another's answer.
    response.textContent = '';
  });
  label.hidden = personas.length === 0;
}

run.title = isMac ? 'Cmd-Enter' : 'Ctrl-Enter';
run.addEventListener('click', send);
copy.addEventListener('click', () => copyLink(query.value, variables.value, tell));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(isMac ? event.metaKey : event.ctrlKey)) return;
  event.preventDefault();
  send();
});
window.addEventListener('hashchange', open);

open();
const [left] = await Promise.all([wait(), offerPersonas()]);
page.hidden = false;
if (left.length > 0) tell(`Not everything is ready: ${left.join(' · ')}`);
