// The schema's own scalars: what they accept in requests. Answers hold them as the data has them.
import { GraphQLError, Kind, valueFromASTUntyped } from 'graphql';

const refuse = (name, value) => {
  throw new GraphQLError(`${name} cannot be ${JSON.stringify(value)}`);
};

const matching = (pattern) => (value) => typeof value === 'string' && pattern.test(value);

/** The parts of a day as numbers, or null if the calendar has no such day. */
function day(text) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return null;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(+moment) && moment.toISOString().startsWith(text) ? moment : null;
}

/** A moment with any offset as text in UTC; its fraction with 0, 3, 6 or 9 digits. */
function utc(text) {
  const pattern =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;
  const match = typeof text === 'string' ? pattern.exec(text) : null;
  const start = match && day(match[1]);
  if (!start) return null;
  const [hour, minute, second, ahead, aheadMinutes] = [2, 3, 4, 7, 8].map(
    (at) => +(match[at] ?? 0),
  );
  if (hour > 23 || minute > 59 || second > 59 || ahead > 23 || aheadMinutes > 59) return null;
  const offset = (match[6] === '-' ? -1 : 1) * (ahead * 60 + aheadMinutes);
  const moment = new Date(+start + ((hour * 60 + minute - offset) * 60 + second) * 1000);
  const digits = (match[5] ?? '').padEnd(9, '0').replace(/(000)+$/, '');
  return moment.toISOString().slice(0, 19) + (digits ? `.${digits}` : '') + 'Z';
}

/** An exact number as text without an exponent, needless zeros or a plus sign. */
function plain(text) {
  const [, sign, whole, fraction = '', exponent = '0'] =
    /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const shift = Number(exponent);
  const digits = whole + fraction + '0'.repeat(Math.max(0, shift - fraction.length));
  const padded = '0'.repeat(Math.max(0, -shift)) + digits;
  const point = padded.length - Math.max(0, fraction.length - shift);
  const left = padded.slice(0, point).replace(/^0+(?=.)/, '') || '0';
  const right = padded.slice(point).replace(/0+$/, '');
  const number = right ? `${left}.${right}` : left;
  return sign === '-' && number !== '0' ? `-${number}` : number;
}

function decimal(value) {
  if (typeof value === 'number') return plain(String(value));
  return matching(/^[+-]?\d+(\.\d+)?$/)(value) ? plain(value) : null;
}

const check = (test) => (value) => (test(value) ? value : null);

/** For each scalar: the coerced value, or null if it is none. */
const COERCED = {
  Date: check((value) => typeof value === 'string' && day(value) !== null),
  DateTime: utc,
  Decimal: decimal,
  CurrencyCode: check(matching(/^[A-Z]{3}$/)),
  CountryCode: check(matching(/^[A-Z]{2}$/)),
  URL: check(matching(/./)),
};

function literal(name, node) {
  const number = node.kind === Kind.INT || node.kind === Kind.FLOAT;
  // From the text, so that no digit goes through a binary number.
  if (name === 'Decimal' && number) return plain(node.value);
  if (node.kind !== Kind.STRING) return null;
  return COERCED[name](node.value);
}

/** Gives the schema's own scalars their coercion. */
export function teachScalars(schema) {
  for (const [name, coerced] of Object.entries(COERCED)) {
    const type = schema.getType(name);
    if (!type) continue;
    type.parseValue = (value) => coerced(value) ?? refuse(name, value);
    type.parseLiteral = (node) => literal(name, node) ?? refuse(name, node.value ?? node.kind);
    type.serialize = (value) => value;
  }
  const json = schema.getType('JSON');
  if (json)
    Object.assign(json, { parseValue: (value) => value, parseLiteral: valueFromASTUntyped });
}
