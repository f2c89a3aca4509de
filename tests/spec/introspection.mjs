// Compares what the two executors tell of the schema itself. The order of types, fields and values
// is a server's own, so lists are compared sorted by name.
import {
  getIntrospectionQuery,
  getNamedType,
  isLeafType,
  isListType,
  getNullableType,
  validate,
  parse,
} from 'graphql';

// The specification does not say how these describe themselves.
const BUILT_IN = /^(Int|Float|String|Boolean|ID)$/;
// These grow from one edition of the specification to the next; they are compared by name only.
const OF_AN_EDITION = /^(__.*|deprecated)$/;
const WHOLE = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
};
// Drafts that graphql-js is ahead with: deprecated directives are in no edition of the specification.
const isDraft = (type, field) =>
  (type.name === '__Directive' && /^(isDeprecated|deprecationReason)$/.test(field.name));
// Servers refuse documents in which lists of types hold lists of types over and over.
const MOST_LISTS = 2;

/** The data with its lists in one order, and without what is each server's own. */
export function settled(value) {
  if (Array.isArray(value)) {
    const by = (entry) => entry?.name ?? JSON.stringify(entry);
    return value.map(settled).sort((left, right) => (by(left) < by(right) ? -1 : 1));
  }
  if (value === null || typeof value !== 'object') return value;
  const { name } = value;
  if (OF_AN_EDITION.test(name)) return { name };
  const kept = Object.entries(value).filter(
    ([key]) => key !== 'description' || !BUILT_IN.test(name),
  );
  return Object.fromEntries(kept.map(([key, member]) => [key, settled(member)]));
}

function selections(schema, random, type, depth, lists) {
  const fields = Object.values(type.getFields()).filter((field) => !isDraft(type, field));
  const chosen = fields.filter((field) => {
    if (field.name === 'name') return true;
    if (isLeafType(getNamedType(field.type))) return random.chance(0.4);
    const list = isListType(getNullableType(field.type));
    return depth < 6 && lists + (list ? 1 : 0) <= MOST_LISTS && random.chance(0.5);
  });
  const texts = chosen.map((field) => {
    const deprecated = random.pick(['', '(includeDeprecated: true)', '(includeDeprecated: false)']);
    const args = field.args.length && field.name !== 'directives' ? deprecated : '';
    const named = getNamedType(field.type);
    const alias = field.name === 'kind' && random.chance(0.3) ? 'alias: ' : '';
    if (isLeafType(named)) return `${alias}${field.name}${args}`;
    const within = lists + (isListType(getNullableType(field.type)) ? 1 : 0);
    return `${field.name}${args} ${selections(schema, random, named, depth + 1, within)}`;
  });
  return `{ __typename ${texts.join(' ')} }`;
}

/** A random valid question about the schema. */
function question(schema, random) {
  const from = (name) => selections(schema, random, schema.getType(name), 1, 0);
  const parts = [];
  if (random.chance(0.4)) parts.push(`__schema ${from('__Schema')}`);
  const named = random.pick([...Object.keys(schema.getTypeMap()), 'Nothing']);
  parts.push(`one: __type(name: "${named}") ${from('__Type')}`);
  const variable = random.chance(0.4);
  if (variable) parts.push(`two: __type(name: $name) ${from('__Type')}`, 'viewer { subject }');
  const definition = variable ? '($name: String!)' : '';
  const query = `query${definition} { ${random.shuffled(parts).join(' ')} }`;
  if (validate(schema, parse(query)).length) return question(schema, random);
  return variable
    ? { query, variables: { name: random.pick(['Partner', 'DealFilter', 'x']) } }
    : { query };
}

/** The whole schema's question, and some random small ones. */
export function introspections(schema, random, count) {
  const whole = { query: getIntrospectionQuery(WHOLE), operationName: 'IntrospectionQuery' };
  return [whole, ...Array.from({ length: count }, () => question(schema, random))];
}

/** The first place at which two values differ, as text, or null. */
function firstDifference(left, right, path) {
  if (JSON.stringify(left) === JSON.stringify(right)) return null;
  const keys = (value) => (value && typeof value === 'object' ? Object.keys(value) : null);
  const [ours, theirs] = [keys(left), keys(right)];
  const names = (list) => list.map((entry) => entry?.name).join(' ');
  if (Array.isArray(left) && Array.isArray(right) && names(left) !== names(right)) {
    return `at ${path}: expected [${names(left)}], got [${names(right)}]`;
  }
  if (!ours || !theirs || ours.join() !== theirs.join()) {
    return `at ${path}: expected ${JSON.stringify(left)}, got ${JSON.stringify(right)}`;
  }
  for (const key of ours) {
    const step = Array.isArray(left) ? `[${left[key]?.name ?? key}]` : `.${key}`;
    const found = firstDifference(left[key], right[key], path + step);
    if (found) return found;
  }
  return null;
}

/** The difference of the server's answer about the schema from the reference's, or null. */
export function introspectionDifference(expected, text) {
  const actual = JSON.parse(text);
  if (actual.errors) return 'the server has errors';
  return firstDifference(settled(expected.data), settled(actual.data), 'data');
}
