// What the programs of this folder share: the question from standard input, and outcomes as JSON.

let text = '';
for await (const part of process.stdin) text += part;

/** The question: address, statements, tables. */
export const asked = JSON.parse(text);

const found = {};

/** Keeps what `ask` gives under a name, or the error that it ends with. */
export async function attempt(name, ask) {
  try {
    found[name] = await ask();
  } catch (error) {
    found[name] = { error: error.code ?? error.original?.code ?? error.name, text: String(error.message).slice(0, 300) };
  }
}

/** Prints the outcomes. */
export function finish() {
  process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(0));
}

/** A value with its kind, as plain.py writes it. */
export function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return `bool:${value}`;
  if (typeof value === 'number') return Number.isInteger(value) ? `int:${value}` : `float:${value}`;
  if (typeof value === 'bigint') return `int:${value}`;
  if (value instanceof Date) return `date:${value.toISOString()}`;
  if (Buffer.isBuffer(value)) return `bytes:${value.toString('hex')}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return `text:${value}`;
}

/** A parameter as the drivers take it: numbers and times as text, which the server types. */
export const values = (statement) =>
  statement.params.map(({ type, value }) => (type === 'boolean' && value !== null ? value === 'true' : value));
