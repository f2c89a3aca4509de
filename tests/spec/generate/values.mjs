// Random values for the inputs of a schema, as literals of a document and as JSON of variables.
import {
  GraphQLNonNull,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { STRINGS, entities, idsOf } from '../data.mjs';

const DEEPEST = 3;
const DAYS = ['2026-03-01', '1999-12-31', '2024-02-29', '0001-01-01'];
const MOMENTS = [
  '2026-03-01T10:00:00Z',
  '2026-03-01T12:00:00+02:00',
  '2025-12-31T23:30:00.5-05:30',
  '2024-02-29T00:00:00.123456789Z',
  '2026-01-01T00:00:00.120+14:00',
  '2026-03-01T10:00:00.000Z',
];
const DECIMALS = ['0', '1200.50', '-3.000', '0.0001', '007.10', '79228162514264337593543950335'];
const NUMBERS = [0, 1, -17, 1200.5, 0.001, -0.25, 99999999];
const NUMBER_LITERALS = [
  ...NUMBERS.map(String),
  '1200.500',
  '1.5e3',
  '25E-1',
  '12345678901234567890.125',
];
const FLOATS = [0.5, -3.25, 12.5];
const TEXTS = [...STRINGS.slice(0, 10), 'deal01', 'name', '#no comment', ',', '"""', '\\u0041', '$x'];

/** A string as a literal, with any of the escapes that the grammar has. */
function quoted(random, text) {
  const out = Array.from(text, (letter) => {
    const code = letter.codePointAt(0);
    const short = {
      '"': '\\"',
      '\\': '\\\\',
      '\n': '\\n',
      '\r': '\\r',
      '\t': '\\t',
      '\b': '\\b',
      '\f': '\\f',
    };
    const hex = (unit) => `\\u${unit.toString(16).padStart(4, '0')}`;
    const needed = code < 0x20 || letter === '"' || letter === '\\';
    if (short[letter] && random.chance(0.7)) return short[letter];
    if (!needed && letter !== '/' && random.chance(code > 0xffff ? 0.4 : 0.9)) return letter;
    if (letter === '/') return random.chance(0.5) ? '\\/' : '/';
    if (random.chance(0.3)) return `\\u{${code.toString(16).toUpperCase()}}`;
    return Array.from({ length: letter.length }, (_, at) => hex(letter.charCodeAt(at))).join('');
  });
  return `"${out.join('')}"`;
}

/** A block string of some lines, indented in different ways. */
function block(random) {
  const words = [
    'first',
    '  indented',
    '\ttab',
    '',
    '   ',
    'a \\""" quote',
    '\\n no escape',
    '🚀 "x"',
    'last\\',
  ];
  const lines = Array.from({ length: random.whole(1, 5) }, () => random.pick(words));
  const margin = random.pick(['', '  ', '\t']);
  const body = lines.map((line) => margin + line).join(random.pick(['\n', '\r\n', '\r']));
  // A quote or a backslash right before the end would belong to it.
  return `"""${body}${/["\\]$/.test(body) ? ' ' : ''}"""`;
}

/** Random values for inputs. */
export class Values {
  constructor(schema, random) {
    this.random = random;
    this.entities = entities(schema);
    /** The type that is asked for: ids should mostly be of such. */
    this.wanted = null;
  }

  #id() {
    const { random } = this;
    const wanted = this.entities.includes(this.wanted) && random.chance(0.8);
    const entity = wanted ? this.wanted : random.pick(this.entities);
    return random.chance(0.85)
      ? random.pick(idsOf(entity))
      : random.pick([7, '7', '', 'p99', 'ü"\\']);
  }

  #first() {
    const { random } = this;
    if (random.chance(0.02)) return random.pick([0, -1, 201, 2147483647]);
    return random.chance(0.85) ? random.whole(1, 11) : random.whole(12, 200);
  }

  /** A value of a scalar as JSON. */
  #scalar(name, field) {
    const { random } = this;
    if (field === 'id' && random.chance(0.8)) return String(this.#id());
    switch (name) {
      case 'Int':
        return this.#first();
      case 'Float':
        return random.pick(FLOATS);
      case 'Boolean':
        return random.chance(0.5);
      case 'ID':
        return this.#id();
      case 'Date':
        return random.pick(DAYS);
      case 'DateTime':
        return random.pick(MOMENTS);
      case 'Decimal':
        return random.pick(random.chance(0.5) ? DECIMALS : NUMBERS);
      case 'CurrencyCode':
        return random.pick(['EUR', 'USD', 'CHF']);
      case 'String':
        return random.pick(TEXTS);
      default:
        throw new Error(`values.mjs knows no input of the scalar ${name} yet`);
    }
  }

  #scalarLiteral(name, field) {
    const { random } = this;
    if (name === 'String' && random.chance(0.15)) return block(random);
    if (name === 'Decimal' && random.chance(0.5)) return random.pick(NUMBER_LITERALS);
    const value = this.#scalar(name, field);
    return typeof value === 'string' ? quoted(random, value) : String(value);
  }

  /** The fields of an input object that get a value. */
  #fields(type, depth) {
    const { random } = this;
    const fields = Object.values(type.getFields());
    const nests = (field) => {
      const bare = getNullableType(field.type);
      const item = isListType(bare) ? getNullableType(bare.ofType) : bare;
      return item === type;
    };
    const open = depth < DEEPEST ? fields : fields.filter((field) => !nests(field));
    if (type.isOneOf) {
      // By anything else nothing is found.
      const finding = open.filter((field) => ['id', 'record'].includes(field.name));
      return [random.pick(finding.length && random.chance(0.85) ? finding : open)];
    }
    const required = open.filter(isRequiredInputField);
    const others = open.filter((field) => !isRequiredInputField(field));
    return random.shuffled([...required, ...random.some(others, 3)]);
  }

  /**
   * A literal of this type. `variable(type, place)` may give a variable to stand anywhere in it;
   * `place` says what of the place decides which variables may stand there.
   */
  literal(type, { variable = () => null, place = {}, depth = 0 } = {}) {
    const { random } = this;
    const name = variable(type, place);
    if (name) return name;
    if (!isNonNullType(type) && !place.oneOf && random.chance(0.05)) return 'null';
    const bare = getNullableType(type);
    const inner = (of, within = {}) =>
      this.literal(of, { variable, place: within, depth: depth + 1 });
    if (isListType(bare)) {
      // One value stands for a list of it, but for a variable, which has to be a list.
      if (random.chance(0.25)) return this.literal(bare.ofType, { depth: depth + 1 });
      const items = Array.from({ length: random.whole(0, 3) }, () => inner(bare.ofType));
      return `[${items.join(', ')}]`;
    }
    if (isEnumType(bare)) return random.pick(bare.getValues()).name;
    if (!isInputObjectType(bare)) return this.#scalarLiteral(bare.name, place.field);
    const fields = this.#fields(bare, depth).map((field) => {
      const within = {
        oneOf: bare.isOneOf,
        preset: field.defaultValue !== undefined,
        field: field.name,
      };
      return `${field.name}: ${inner(field.type, within)}`;
    });
    return `{${fields.join(', ')}}`;
  }

  /** A value of this type for the JSON of the variables. */
  json(type, depth = 0, { oneOf, field } = {}) {
    const { random } = this;
    if (!isNonNullType(type) && !oneOf && random.chance(0.08)) return null;
    const bare = getNullableType(type);
    if (isListType(bare)) {
      if (random.chance(0.25))
        return this.json(new GraphQLNonNull(getNullableType(bare.ofType)), depth + 1);
      return Array.from({ length: random.whole(0, 3) }, () => this.json(bare.ofType, depth + 1));
    }
    if (isEnumType(bare)) return random.pick(bare.getValues()).name;
    if (!isInputObjectType(bare)) return this.#scalar(bare.name, field);
    const entries = this.#fields(bare, depth).map((field) => [
      field.name,
      this.json(field.type, depth + 1, { oneOf: bare.isOneOf, field: field.name }),
    ]);
    return Object.fromEntries(entries);
  }
}
