// Waits until the gateway can answer, and says meanwhile what it is waiting for. All pages use it.

/** How often the gateway is asked. */
const EVERY_MS = 1000;
/** How long it may say that it is not ready before the endpoint itself is tried. */
const PATIENCE_MS = 5000;
/** How long one question may take. */
const TIMEOUT_MS = 3000;
/** The most lines that are shown, and the most characters of each. */
const LINES = 40;
const LENGTH = 500;

/**
 * Ends once GraphQL can be asked: the gateway says that it is ready, or tells nothing about that,
 * or says that it is not but answers all the same, as it does when some sources failed.
 *
 * @param {(lines: string[]) => void} show is given what the gateway says, each time it says
 * something new
 * @param {AbortSignal} skip ends the wait at once
 * @returns {Promise<string[]>} what is still missing, if anything
 */
export function untilReady(show, skip) {
  /** @type {Promise<string[]>} */
  const skipped = new Promise((go) => skip.addEventListener('abort', () => go([]), { once: true }));
  return Promise.race([look(show, skip), skipped]);
}

/**
 * @param {(lines: string[]) => void} show
 * @param {AbortSignal} skip
 * @returns {Promise<string[]>}
 */
async function look(show, skip) {
  const begun = Date.now();
  let shown = '';
  while (!skip.aborted) {
    const lines = await missing();
    if (lines.length === 0) return [];
    if (Date.now() - begun > PATIENCE_MS && (await answers())) return lines;
    if (shown !== (shown = lines.join('\n'))) show(lines);
    await new Promise((go) => setTimeout(go, EVERY_MS));
  }
  return [];
}

/** Asks for readiness. @returns {Promise<string[]>} nothing once there is nothing to wait for */
async function missing() {
  let answer;
  try {
    answer = await fetch('../health/ready', {
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // Only these say "not yet". All else is an answer of something that knows nothing of readiness.
    if (![502, 503, 504].includes(answer.status)) return [];
    const lines = told(answer.headers.get('content-type') ?? '', await answer.text());
    return lines.length > 0 ? lines : [`The gateway is not ready (${answer.status}).`];
  } catch {
    return ['The gateway does not answer.'];
  }
}

/** Tries whether the endpoint takes operations, whatever its answer is. */
async function answers() {
  try {
    const body = JSON.stringify({ query: '{ __typename }' });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('../graphql', {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return answer.status < 500;
  } catch {
    return false;
  }
}

/**
 * The lines of what the gateway tells: first the state, then whatever else it says. A page of HTML
 * is not the gateway's, but that of a proxy before it.
 *
 * @param {string} type the media type
 * @param {string} text
 * @returns {string[]}
 */
function told(type, text) {
  if (type.startsWith('text/html')) return [];
  const lines = text.split('\n').map((line) => line.trim().slice(0, LENGTH));
  return lines.filter(Boolean).slice(0, LINES);
}

/**
 * Shows the waiting screen (`#waiting` of each page) as long as there is something to wait for.
 *
 * @returns {Promise<string[]>} what is still missing, if anything
 */
export async function wait() {
  const [screen, state, list, open] = [
    'waiting',
    'waiting-state',
    'waiting-list',
    'waiting-open',
  ].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
  const skip = new AbortController();
  open.addEventListener('click', () => skip.abort(), { once: true });
  const left = await untilReady(([first, ...rest]) => {
    state.textContent = first;
    list.replaceChildren(
      ...rest.map((line) => {
        const item = document.createElement('li');
        item.textContent = line;
        return item;
      }),
    );
    screen.hidden = false;
  }, skip.signal);
  screen.remove();
  return left;
}
