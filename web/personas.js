// The callers whom a demo lets its reader be. The page sends the key of the chosen one with each
// request, and keeps the choice for as long as its tab is open. All pages use it.
import { tell } from './notice.js';

/**
 * @typedef {object} Persona
 * @property {string} name
 * @property {string} about what it may see, in a sentence
 * @property {string} key
 */

/** Where the choice is kept. */
const KEPT = 'channelgraph:persona';

/** @type {Persona[]} */
let personas = [];

/** Asks the gateway whom it offers. None is the rule: only demos have some. */
export async function loadPersonas() {
  try {
    const answer = await fetch('../graphiql/personas.json', { cache: 'no-store' });
    const offered = answer.ok ? await answer.json() : [];
    personas = Array.isArray(offered) ? offered : [];
  } catch {
    personas = [];
  }
  return personas;
}

/** Those that were offered. */
export const offered = () => personas;

/** The chosen one: the first unless another was chosen. @returns {Persona | undefined} */
export function chosen() {
  const kept = sessionStorage.getItem(KEPT);
  return personas.find(({ name }) => name === kept) ?? personas[0];
}

/**
 * Takes another one, and says that answers differ.
 *
 * @param {string} name
 * @param {string} [then] what becomes of the answers that are shown
 */
export function choose(name, then = 'run the query again.') {
  sessionStorage.setItem(KEPT, name);
  const persona = chosen();
  if (persona === undefined) return;
  const about = persona.about.replace(/\.$/, '');
  tell(`You now ask as ${persona.name}: ${about}. Answers differ from persona to persona; ${then}`);
}

/**
 * The header that says who asks. Credentials that were written by hand go before it.
 *
 * @param {Record<string, unknown>} [own]
 * @returns {Record<string, string>}
 */
export function credentials(own = {}) {
  const persona = chosen();
  const has = Object.keys(own).some((name) => name.toLowerCase() === 'authorization');
  return persona === undefined || has ? {} : { authorization: `Bearer ${persona.key}` };
}
