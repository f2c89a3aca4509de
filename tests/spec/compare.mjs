// Runs graphql-js beside a server over the same data, and fails where their answers differ.
//
//     node compare.mjs URL DATASET [COUNT] [SEED]
//
// COUNT random valid operations (2,000) from SEED (1) on: operation n is the only one of seed
// SEED + n, so that `node compare.mjs URL DATASET 1 THAT_SEED` repeats it alone.
import { readFileSync } from 'node:fs';
import { difference, refused } from './answer.mjs';
import { randomRequest } from './generate.mjs';
import { introspectionDifference, introspections } from './introspection.mjs';
import { invalidRequests } from './invalid.mjs';
import { Random } from './random.mjs';
import { Reference } from './reference.mjs';
import { shrunk } from './shrink.mjs';

const AT_ONCE = 8;
const MOST_REPORTS = 3;
const FEWEST_INVALID = 300;
const QUESTIONS = 100;

const [url, dataset, count = '2000', seed = '1'] = process.argv.slice(2);
if (!dataset) {
  console.error('usage: node compare.mjs URL DATASET [COUNT] [SEED]');
  process.exit(2);
}

async function ask(request, again = true) {
  const body = JSON.stringify(request);
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
  };
  try {
    return await (await fetch(url, { method: 'POST', headers, body })).text();
  } catch (error) {
    // A connection kept from before may have been closed while requests were made up.
    if (again) return ask(request, false);
    throw new Error(`no answer (${error.cause?.message ?? error.message}) to ${body}`);
  }
}

let reports = 0;
let limit = 0;

function report(title, request, expected, text) {
  if (reports >= limit) return;
  reports += 1;
  console.error(`\n=== ${title}\n${request.query}`);
  if (request.operationName !== undefined) console.error(`operation: ${request.operationName}`);
  if (request.variables !== undefined)
    console.error(`variables: ${JSON.stringify(request.variables)}`);
  console.error(`expected:  ${JSON.stringify(expected)}\nserver:    ${text}`);
}

/** Runs `one` for each of `total` numbers, some at once, until there is enough to report. */
async function each(total, one) {
  let next = 0;
  limit = reports + MOST_REPORTS;
  const worker = async () => {
    while (next < total && reports < limit) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const sdl = await (await fetch(new URL('/schema.graphql', url))).text();
const reference = new Reference(sdl, JSON.parse(readFileSync(dataset, 'utf8')));
const { schema } = reference;

async function compareIntrospection() {
  const requests = introspections(schema, new Random(Number(seed)), QUESTIONS);
  await each(requests.length, async (at) => {
    const expected = reference.answer(requests[at]);
    const text = await ask(requests[at]);
    const what = introspectionDifference(expected, text);
    if (!what) return;
    const short = (answer) => (answer.length > 2000 ? `${answer.slice(0, 2000)} …` : answer);
    const told = at === 0 ? '(the whole schema)' : expected;
    report(`Introspection: ${what}`, requests[at], told, short(text));
  });
  return requests.length;
}

async function compareValid() {
  const seen = { total: 0, errors: 0, nothing: 0, variables: 0, fragments: 0 };
  const check = async (request) => {
    const expected = reference.answer(request);
    const text = await ask(request);
    const what = difference(expected, text, () => reference.failures(request));
    return { expected, text, what };
  };
  await each(Number(count), async (at) => {
    const own = Number(seed) + at;
    const { request } = randomRequest(schema, new Random(own));
    const { expected, what } = await check(request);
    if (refused(expected)) throw new Error(`seed ${own}: not valid: ${request.query}`);
    seen.total += 1;
    if (expected.errors) seen.errors += 1;
    if (expected.data === null) seen.nothing += 1;
    if (request.variables) seen.variables += 1;
    if (request.query.includes('...')) seen.fragments += 1;
    if (!what || reports >= limit) return;
    const small = await shrunk(
      schema,
      request,
      async (edited) => (await check(edited)).what !== null,
    );
    const last = await check(small);
    report(`Seed ${own}: ${last.what ?? what}`, small, last.expected, last.text);
  });
  return seen;
}

async function compareInvalid() {
  const requests = invalidRequests(schema, new Random(Number(seed)));
  if (requests.length < FEWEST_INVALID) throw new Error(`only ${requests.length} invalid requests`);
  await each(requests.length, async (at) => {
    const { rule, request } = requests[at];
    const text = await ask(request);
    const what = difference(reference.answer(request), text, () => []);
    if (what) report(`${rule}: ${what}`, request, reference.answer(request), text);
  });
  return requests.length;
}

const asked = await compareIntrospection();
const invalid = await compareInvalid();
const { total, errors, nothing, variables, fragments } = await compareValid();
if (reports) {
  console.error(`\n${reports} differences reported; there may be more.`);
  process.exit(1);
}
console.log(
  `${total} valid operations: equal answers (${errors} with errors, of which ${nothing} without ` +
    `data; ${variables} with variables, ${fragments} with fragments)\n` +
    `${invalid} invalid operations: refused by both\n` +
    `${asked} questions about the schema: equal answers`,
);
