// Links that carry a query and its variables behind `#`, which browsers never send to a server.
// All pages use them.

/**
 * The longest link that is written or read, in characters after `#`. Longer ones are cut by mail
 * and chat.
 */
export const LONGEST = 16_000;

/**
 * Writes the part of a link behind `#`.
 *
 * @param {string} query
 * @param {Record<string, unknown>} variables
 * @returns {string}
 * @throws {Error} if there is no query, or the link would be too long
 */
export function writeLink(query, variables) {
  if (query.trim() === '') throw new Error('there is no query');
  const pairs = [`query=${encodeURIComponent(query)}`];
  if (Object.keys(variables).length > 0)
    pairs.push(`variables=${encodeURIComponent(JSON.stringify(variables))}`);
  const link = `#${pairs.join('&')}`;
  if (link.length > LONGEST) {
    throw new Error(
      `it would have ${link.length} characters, and ${LONGEST} is the most; shorten the query`,
    );
  }
  return link;
}

/**
 * Reads the part of an address behind `#`. Variables come as indented JSON, ready for an editor.
 *
 * @param {string} hash
 * @returns {{ query: string, variables: string } | null} null if there is none
 * @throws {Error} if it is no link to a query; the message says why
 */
export function readLink(hash) {
  if (hash === '' || hash === '#') return null;
  if (hash.length > LONGEST)
    throw new Error(`it has ${hash.length} characters, and ${LONGEST} is the most`);
  const found = { query: '', variables: '' };
  for (const pair of hash.slice(1).split('&')) {
    const [name, text = ''] = pair.split(/=(.*)/s);
    if (name !== 'query' && name !== 'variables')
      throw new Error('it holds something else than `query=` and `variables=`');
    found[name] = decode(text);
  }
  if (found.query.trim() === '') throw new Error('its query is empty');
  if (found.variables !== '')
    found.variables = JSON.stringify(readVariables(found.variables), null, 2);
  return found;
}

/**
 * Reads variables, which are a JSON object, or nothing.
 *
 * @param {string} text
 * @returns {Record<string, unknown>}
 * @throws {Error} if they are something else
 */
export function readVariables(text) {
  if (text.trim() === '') return {};
  let value;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    throw new Error(`the variables are not JSON (${/** @type {Error} */ (problem).message})`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Error('the variables are not a JSON object');
  return value;
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Error('its percent signs are not an encoding');
  }
}

/**
 * Takes the link out of the address, so that a later reload does not bring it back over what was
 * typed since.
 *
 * @param {(problem: string) => void} tell is told why a link could not be read
 * @returns {{ query: string, variables: string } | null}
 */
export function takeLink(tell) {
  const { hash, pathname, search } = window.location;
  if (hash === '') return null;
  window.history.replaceState(window.history.state, '', pathname + search);
  try {
    return readLink(hash);
  } catch (problem) {
    tell(`The link was not opened: ${/** @type {Error} */ (problem).message}.`);
    return null;
  }
}

/**
 * Copies a link to this page. Browsers give a page the clipboard only over HTTPS or on this very
 * computer; elsewhere the link is put into the address bar.
 *
 * @param {string} query
 * @param {string} variables
 * @param {(said: string) => void} tell is told how it went
 */
export async function copyLink(query, variables, tell) {
  let link;
  try {
    link = writeLink(query, readVariables(variables));
  } catch (problem) {
    return tell(`The link was not copied: ${/** @type {Error} */ (problem).message}.`);
  }
  const address = window.location.href.replace(/#.*$/s, '') + link;
  try {
    await navigator.clipboard.writeText(address);
    tell('The link is copied. It carries the query and its variables, and no headers.');
  } catch {
    window.history.replaceState(window.history.state, '', link);
    tell(
      'The browser does not let this page copy. The link stands in the address bar: copy it there.',
    );
  }
}
