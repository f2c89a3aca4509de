// Makes the objects over which both executors answer: twelve of each entity of the SDL, with a
// value for each field. The same SDL always gives the same text.
//
//     node data.mjs [SCHEMA] > dataset.json
//
// README.md says what the file holds.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { Random } from './random.mjs';

const EACH = 12;

/** Texts of the answers: with whatever a printer of JSON could get wrong. */
export const STRINGS = [
  'Nordwind Händel GmbH',
  'Acme',
  '',
  ' ',
  'says "no" \\ and \'yes\'',
  'two\nlines\r\n\tand a tab',
  '\u0000\u0001\b\f\u001f\u007f',
  '🚀 👩‍👩‍👧',
  '\u2028 and \u2029',
  '日本語',
  '</script>',
  '@partner01',
  '%s {} $x',
  'e\u0301 and é',
  '\ufeff',
  '\u{10ffff}',
  'a'.repeat(60),
];
const INTS = [0, 1, -1, 7, 250, 2147483647, -2147483648];
const FLOATS = [0.5, 0, 1, 42, -3.25, 0.1, 0.30000000000000004, 1e-7, 123456789.125];
const DECIMALS = ['0', '1200.5', '-3', '0.0001', '79228162514264337593543950335'];
const JSONS = [
  'text',
  7,
  1.5,
  true,
  null,
  [],
  {},
  { amount: '12.5', currency: 'EUR' },
  { z: 1, a: [1, { q: null, b: '"' }], m: { deep: [[[]]] } },
];
const TIMES = [
  '2026-03-01T10:00:00Z',
  '1969-12-31T23:59:59Z',
  '2024-02-29T00:00:00.5Z',
  '2026-11-28T09:08:07.123456Z',
];
const LEAVES = {
  String: STRINGS,
  Int: INTS,
  Float: FLOATS,
  Boolean: [true, false],
  Decimal: DECIMALS,
  JSON: JSONS,
  Date: ['2026-03-01', '1999-12-31', '2024-02-29'],
  DateTime: TIMES,
  CurrencyCode: ['EUR', 'USD', 'JPY'],
  CountryCode: ['DE', 'FR', 'US'],
  URL: ['https://acme.example', 'https://acme.example/?a="b"&c=\\d'],
};

/** The SDL as the project holds it. */
export const SCHEMA = fileURLToPath(new URL('../../schema/schema.graphql', import.meta.url));

/** The entities of a schema: whatever is a node. */
export const entities = (schema) => schema.getPossibleTypes(schema.getType('Node'));

/** The entity of which a type is the connection, if it is one. */
export function listed(type) {
  if (!type.name.endsWith('Connection')) return null;
  return getNamedType(type.getFields().nodes.type);
}

/** The ids of the objects of an entity, in their order. */
export function idsOf(entity) {
  const name = entity.name.toLowerCase();
  return Array.from({ length: EACH }, (_, at) => `${name}${String(at + 1).padStart(2, '0')}`);
}

class Maker {
  constructor(schema, random) {
    this.random = random;
    this.entities = new Set(entities(schema));
    this.failures = 0;
  }

  failure(field) {
    this.failures += 1;
    return { '!': `${field} fails: "${this.failures}"` };
  }

  /**
   * A value for a field. `contained` says whether a failure stays inside of the object: whether one
   * of the fields above it may be null. Other failures are for the last object of each entity only,
   * as one of them in each list would leave little to compare.
   */
  field(name, type, contained, last) {
    const { random } = this;
    const nullable = !isNonNullType(type);
    const inside = contained || nullable;
    if (nullable && random.chance(0.12)) return null;
    if (random.chance(inside ? 0.04 : last ? 0.15 : 0)) {
      // Null where the schema says that there is none, is a failure too.
      return !nullable && random.chance(0.3) ? null : this.failure(name);
    }
    return this.value(nullable ? type : type.ofType, inside, last);
  }

  value(type, contained, last) {
    const { random } = this;
    if (isListType(type)) {
      const item = isNonNullType(type.ofType) ? type.ofType.ofType : type.ofType;
      const length = random.whole(0, 3);
      return Array.from({ length }, () => this.value(item, contained, last));
    }
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    if (isLeafType(type)) return random.pick(LEAVES[type.name] ?? STRINGS);
    if (this.entities.has(type)) return `@${random.pick(idsOf(type))}`;
    const item = listed(type);
    if (this.entities.has(item)) return random.some(idsOf(item), 4).map((id) => `@${id}`);
    if (item) {
      return Array.from({ length: random.whole(0, 3) }, () => this.object(item, contained, last));
    }
    return this.object(type, contained, last);
  }

  object(type, contained, last) {
    const out = {};
    for (const field of Object.values(type.getFields())) {
      // `Money.in` is computed from its own money.
      if (getNamedType(field.type) === type) continue;
      out[field.name] = this.field(field.name, field.type, contained, last);
    }
    return out;
  }

  entity(type, id, last) {
    const out = { __typename: type.name, id };
    for (const field of Object.values(type.getFields())) {
      if (field.name !== 'id') out[field.name] = this.field(field.name, field.type, false, last);
    }
    if (last) out.id = type.name === 'Lead' ? null : this.failure('id');
    return out;
  }
}

/** The dataset of a schema. */
export function makeData(sdl) {
  const schema = buildSchema(sdl);
  const maker = new Maker(schema, new Random(2026));
  const objects = {};
  for (const entity of entities(schema)) {
    const ids = idsOf(entity);
    for (const id of ids) objects[id] = maker.entity(entity, id, id === ids.at(-1));
  }
  return { objects };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const data = makeData(readFileSync(process.argv[2] ?? SCHEMA, 'utf8'));
  process.stdout.write(`${JSON.stringify(data, null, 1)}\n`);
}
