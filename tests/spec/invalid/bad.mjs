// Values that no input of their type takes.
import {
  GraphQLNonNull,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';

const NEVER = {
  Int: ['1', 1.5, true, 2147483648, -2147483649, {}],
  Float: ['1', '', true, {}],
  String: [1, true, 0.5, {}],
  ID: [1.5, true, {}],
  Boolean: ['true', 0, 1, {}],
  Date: ['2026-02-30', '2026-13-01', '01.03.2026', '2026-03-01T10:00:00Z', '', 20260301, true, {}],
  DateTime: ['2026-03-01', 'yesterday', '2026-03-01T25:00:00Z', '2026-03-01T10:00:00', '', 5, {}],
  Decimal: ['abc', '', '1,5', '0x10', '1.2.3', '--1', true, {}],
  CurrencyCode: ['eur', 'EURO', 'E1R', '', 'EÜR', 5, true, {}],
};

/** Values as JSON that this scalar or enum does not take. */
const never = (type) =>
  isEnumType(type)
    ? ['NOTHING', type.getValues()[0].name.toLowerCase(), '', 5, true, {}]
    : NEVER[type.name];

/** A value as JSON that the type does not take, in some part of it. */
export function badJson(type, values, random) {
  if (isNonNullType(type) && random.chance(0.2)) return null;
  const bare = getNullableType(type);
  if (isListType(bare)) {
    const item = badJson(bare.ofType, values, random);
    return random.chance(0.5) ? [values.json(bare.ofType), item] : [item];
  }
  if (!isInputObjectType(bare)) return random.pick(never(bare));
  return badObject(bare, values, random);
}

function badObject(type, values, random) {
  const fields = Object.values(type.getFields());
  const [one, two] = random.shuffled(fields);
  const right = values.json(new GraphQLNonNull(type));
  const required = fields.filter(isRequiredInputField);
  const wrong = ['scalar', 'unknown', 'inside', 'inside'];
  if (type.isOneOf) wrong.push('one of');
  if (required.length) wrong.push('required');
  switch (random.pick(wrong)) {
    case 'scalar':
      return random.pick(['text', 5, true, [[5]]]);
    case 'unknown':
      return { ...right, nothing: null };
    case 'inside': {
      const inner = { [one.name]: badJson(one.type, values, random) };
      return type.isOneOf ? inner : { ...right, ...inner };
    }
    case 'one of': {
      const both = { [one.name]: values.json(one.type), [two.name]: values.json(two.type) };
      return random.pick([{}, both, { [one.name]: null }, { ...both, [two.name]: null }]);
    }
    default: {
      const { name } = random.pick(required);
      return Object.fromEntries(Object.entries(right).filter(([key]) => key !== name));
    }
  }
}

/** Literals that this scalar or enum does not take. */
export function badLiterals(type) {
  const texts = never(type).map((value) => JSON.stringify(value));
  if (isEnumType(type))
    return [...texts, 'NOTHING', `"${type.getValues()[0].name}"`, '"""X"""', '[5]'];
  const others = {
    Int: ['WORD', '1.0', '1e3', '99999999999'],
    Float: ['WORD'],
    String: ['WORD'],
    ID: ['WORD', '1e3'],
    Boolean: ['TRUE', 'yes'],
  };
  return [...texts, ...(others[type.name] ?? ['WORD'])];
}
