// Compares the answer of the server under test with the reference's.

/**
 * The text of the member `data` of an answer, as the server wrote it, or null if there is none. It
 * steps over strings and brackets only: whether the whole is JSON is for JSON.parse to say.
 */
export function rawData(text) {
  let depth = 0;
  let start = null;
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/gs)) {
    const [mark] = token;
    if (depth === 1 && (mark === ',' || mark === '}') && start !== null) {
      return text.slice(start, token.index).trim();
    }
    if (mark === '{' || mark === '[') depth += 1;
    if (mark === '}' || mark === ']') depth -= 1;
    const end = token.index + mark.length;
    const colon = /^\s*:/.exec(text.slice(end, end + 20));
    if (depth === 1 && mark === '"data"' && colon) start = end + colon[0].length;
  }
  return null;
}

/** Tells whether an answer says that its request was refused before anything was read. */
export const refused = (answer) =>
  Array.isArray(answer.errors) && answer.errors.length > 0 && !('data' in answer);

const NULL = 'Cannot return null for non-nullable field';
const ARGUMENT = 'Argument "';

/** An error as one text. Those that the executor itself words are told apart by their path only. */
function key({ path, message }) {
  const own = message.startsWith(NULL) || message.startsWith(ARGUMENT);
  return `${JSON.stringify(path ?? [])} ${own ? '(of the executor)' : message}`;
}

const inside = (path, outer) => outer.every((step, at) => path[at] === step);

/** The place at which data is null because of an error: at its path or above. */
function nulled(data, path) {
  let value = data;
  for (let at = 0; at <= path.length; at++) {
    if (value === null || value === undefined) return path.slice(0, at);
    value = value[path[at]];
  }
  return path;
}

/**
 * The difference of the errors, or null. Where an error made an object null, others inside of it
 * may be told or not; but one has to be, and each has to be one that could have happened.
 */
function errorsDiffer(expected, actual, failures) {
  const possible = new Map(failures.map((error) => [key(error), error]));
  // An executor's own words for a failure of its own: the path has to do.
  const known = (error) => {
    const own = `${JSON.stringify(error.path ?? [])} (of the executor)`;
    return possible.has(key(error)) ? key(error) : possible.has(own) ? own : null;
  };
  for (const error of actual) {
    if (!Array.isArray(error.path)) return `an error has no path: ${JSON.stringify(error)}`;
    if (!known(error)) return `an error that the reference cannot have: ${JSON.stringify(error)}`;
  }
  const told = actual.map(known);
  if (new Set(told).size < told.length) return 'an error is told twice';
  for (const error of expected.errors ?? []) {
    const place = nulled(expected.data, error.path);
    const exact = place.length === error.path.length;
    const there = exact
      ? told.includes(key(error))
      : actual.some(({ path }) => inside(path, place));
    if (!there) return `an error is missing: ${JSON.stringify(error)}`;
  }
  for (const error of actual) {
    const place = nulled(expected.data, error.path);
    const exact = place.length === error.path.length;
    const there = (expected.errors ?? []).some((other) =>
      exact ? key(other) === known(error) : inside(other.path, place),
    );
    if (!there) return `an error too many: ${JSON.stringify(error)}`;
  }
  return null;
}

/** The difference of the server's answer (its text) from the reference's, or null. */
export function difference(expected, text, failures) {
  let actual;
  try {
    actual = JSON.parse(text);
  } catch (error) {
    return `the answer is no JSON: ${error.message}`;
  }
  if (refused(expected))
    return refused(actual) ? null : 'the reference refuses this, the server does not';
  if (refused(actual)) return 'the server refuses this, the reference does not';
  if (rawData(text) !== JSON.stringify(expected.data)) return 'the data differ';
  if ('errors' in actual && !actual.errors?.length) return '`errors` is there, but holds none';
  return errorsDiffer(expected, actual.errors ?? [], failures());
}
