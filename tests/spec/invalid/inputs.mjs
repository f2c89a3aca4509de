// Changes that break the rules of arguments, values and variables.
import {
  Kind,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { badLiterals } from './bad.mjs';
import { anywhere, append, change, insert, of, value } from './site.mjs';

const ARGUMENTS = [
  ['KnownArgumentNamesRule', insert(of('Deal', 'Partner', 'Lead'), 'x: name(first: 1)')],
  ['KnownArgumentNamesRule', insert(of('Query'), 'x: deals(frist: 1) { totalCount }')],
  ['KnownArgumentNamesRule', insert(anywhere, 'x: __typename(of: 1)')],
  ['KnownArgumentNamesRule', insert(anywhere, 'x: __typename @skip(if: true, unless: true)')],
  ['UniqueArgumentNamesRule', insert(of('Query'), 'x: deals(first: 1, first: 1) { totalCount }')],
  ['UniqueArgumentNamesRule', insert(anywhere, 'x: __typename @skip(if: true, if: true)')],
  [
    'UniqueArgumentNamesRule',
    change(
      Kind.FIELD,
      ({ node }) => ({
        ...node,
        arguments: [...node.arguments, node.arguments[0]],
      }),
      ({ node }) => node.arguments.length,
    ),
  ],
  ['ProvidedRequiredArgumentsRule', insert(of('Query'), 'x: node { id }')],
  ['ProvidedRequiredArgumentsRule', insert(of('Query'), 'x: search(first: 3) { totalCount }')],
  ['ProvidedRequiredArgumentsRule', insert(of('Money'), 'x: in(on: "2026-03-01") { amount }')],
  ['ProvidedRequiredArgumentsRule', insert(of('Query'), 'x: deal { id }')],
  ['ProvidedRequiredArgumentsRule', insert(anywhere, 'x: __typename @skip')],
  [
    'ProvidedRequiredArgumentsRule',
    change(
      Kind.ARGUMENT,
      () => null,
      ({ input }) => /!$/.test(input),
    ),
  ],
];

const isInput =
  (test) =>
  ({ input, node }) =>
    node.kind !== Kind.VARIABLE && input && test(getNullableType(input));

const object = (fields) => (text) => ({
  kind: Kind.OBJECT,
  fields: [...fields, ...value(text).fields],
});

/** A change of an object literal of this input type, or of whatever it tests for. */
const literal = (test, to) =>
  change(
    Kind.OBJECT,
    (found) => to(found.node, getNullableType(found.input)),
    isInput((type) => isInputObjectType(type) && test(type)),
  );

const VALUES = [
  ['ValuesOfCorrectTypeRule', literal(anywhere, ({ fields }) => object(fields)('{nothing: null}'))],
  [
    'ValuesOfCorrectTypeRule',
    literal(
      ({ isOneOf }) => !isOneOf,
      () => value('5'),
    ),
  ],
  [
    'ValuesOfCorrectTypeRule',
    literal(
      ({ isOneOf }) => !isOneOf,
      () => value('"text"'),
    ),
  ],
  [
    'ValuesOfCorrectTypeRule',
    literal(
      ({ name: type }) => /Order$|Ref$/.test(type),
      () => value('{}'),
    ),
  ],
  [
    'ValuesOfCorrectTypeRule',
    literal(
      ({ isOneOf }) => isOneOf,
      () => value('{}'),
    ),
  ],
  [
    'ValuesOfCorrectTypeRule',
    literal(
      ({ isOneOf }) => isOneOf,
      () => value('{id: null}'),
    ),
  ],
  [
    'ValuesOfCorrectTypeRule',
    literal(
      ({ isOneOf }) => isOneOf,
      () => value('{id: "partner01", record: {source: "x", id: "partner01"}}'),
    ),
  ],
  [
    'ValuesOfCorrectTypeRule',
    literal(
      ({ isOneOf }) => isOneOf,
      () => value('{id: "partner01", record: null}'),
    ),
  ],
  [
    'UniqueInputFieldNamesRule',
    literal(anywhere, ({ fields, ...node }) => ({
      ...node,
      fields: [...fields, ...(fields.length ? [fields[0]] : value('{id: null, id: null}').fields)],
    })),
  ],
  [
    'ValuesOfCorrectTypeRule',
    change(
      Kind.LIST,
      ({ node }) => ({ ...node, values: [...node.values, value('null')] }),
      isInput(isListType),
    ),
  ],
  ...[
    ['Query', 'x: node(id: null) { id }'],
    ['Query', 'x: nodes(ids: [null]) { id }'],
    ['Query', 'x: nodes(ids: [["partner01"]]) { id }'],
    ['Money', 'x: in(currency: null) { amount }'],
    ['Query', 'x: deals(orderBy: {field: ID, direction: null}) { totalCount }'],
    ['Query', 'x: deals(orderBy: [[{field: ID}]]) { totalCount }'],
    ['Query', 'x: deals(first: [1]) { totalCount }'],
    ['Query', 'x: deal(by: {record: {id: "deal01"}}) { id }'],
    ['Query', 'x: search(text: ["x"]) { totalCount }'],
    ['Query', 'x: __typename @skip(if: null)'],
    ['Query', 'x: __typename @include(if: "true")'],
  ].map(([type, selections]) => ['ValuesOfCorrectTypeRule', insert(of(type), selections)]),
];

/** For each scalar and enum of the inputs, a field where a literal of it may stand. */
function routes(schema) {
  const found = new Map();
  const seen = new Set();
  const follow = (type, around) => {
    const bare = getNamedType(type);
    if (seen.has(bare)) return;
    seen.add(bare);
    if (!isInputObjectType(bare)) {
      found.set(bare, around);
      return;
    }
    const fields = Object.values(bare.getFields());
    const required = fields
      .filter(isRequiredInputField)
      .map(({ name, type: { ofType } }) => [name, ofType]);
    for (const field of fields) {
      const others = required.filter(([name]) => name !== field.name);
      const beside = others.map(
        ([name, other]) => `${name}: ${isEnumType(other) ? other.getValues()[0].name : '"x"'}`,
      );
      follow(field.type, (text) => around(`{${[...beside, `${field.name}: ${text}`].join(', ')}}`));
    }
  };
  const parents = [schema.getQueryType(), schema.getType('Money'), schema.getType('Deal')];
  for (const parent of parents) {
    for (const field of Object.values(parent.getFields())) {
      const below = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
      for (const arg of field.args) {
        const others = field.args.filter((other) => other !== arg && isNonNullType(other.type));
        const beside = others.map(({ name }) => `, ${name}: "EUR"`).join('');
        follow(arg.type, (text) => ({
          parent,
          text: `x: ${field.name}(${arg.name}: ${text}${beside})${below}`,
        }));
      }
    }
  }
  return found;
}

/** For each scalar and enum of the inputs, every literal that it does not take, in two places. */
function wrongLiterals(schema) {
  const kinds = [Kind.INT, Kind.FLOAT, Kind.STRING, Kind.BOOLEAN, Kind.ENUM];
  return [...routes(schema)].flatMap(([type, around]) =>
    badLiterals(type).flatMap((text) => {
      const { parent, text: added } = around(text);
      const anyPlace = (site) => {
        const found = kinds
          .flatMap((kind) => site.nodes(kind))
          .filter(isInput((input) => input === type));
        return found.length ? site.change(site.random.pick(found).node, value(text)) : null;
      };
      const rule = 'ValuesOfCorrectTypeRule';
      return [
        [rule, insert((other) => other === parent, added)],
        [rule, anyPlace, 'where there is one'],
      ];
    }),
  );
}

/** A named operation of its own beside the document, which uses a variable. */
const own = (variables, fields) => append(`query Own(${variables}) { ${fields} }`);

const VARIABLES = [
  ['UniqueVariableNamesRule', own('$x: Int, $x: Int', 'deals(first: $x) { totalCount }')],
  [
    'UniqueVariableNamesRule',
    change(
      Kind.OPERATION_DEFINITION,
      ({ node }) => ({
        ...node,
        variableDefinitions: [...node.variableDefinitions, node.variableDefinitions[0]],
      }),
      ({ node }) => node.variableDefinitions?.length,
    ),
  ],
  ...['Partner', '[Deal]', 'Node', 'SearchHit!', 'PageInfo'].map((type) => [
    'VariablesAreInputTypesRule',
    own(`$x: ${type}`, 'node(id: $x) { id }'),
  ]),
  ['NoUndefinedVariablesRule', insert(of('Query'), 'x: deals(first: $nowhere) { totalCount }')],
  ['NoUndefinedVariablesRule', insert(anywhere, 'x: __typename @skip(if: $nowhere)')],
  [
    'NoUndefinedVariablesRule',
    insert(of('Query'), 'x: deals(filter: {or: [{id: {in: [$nowhere]}}]}) { totalCount }'),
  ],
  ['NoUndefinedVariablesRule', change(Kind.VARIABLE_DEFINITION, () => null)],
  ['NoUnusedVariablesRule', append('query Own($x: Int) { __typename }')],
  [
    'NoUnusedVariablesRule',
    append('query Own($x: Int, $y: Int = 3) { deals(first: $y) { totalCount } }'),
  ],
  ['NoUnusedVariablesRule', append('query Own($x: [DealFilter!]! = []) { ... { __typename } }')],
  ...[
    ['$x: String', 'deals(first: $x) { totalCount }'],
    ['$x: ID', 'node(id: $x) { id }'],
    ['$x: String!', 'node(id: $x) { id }'],
    ['$x: [ID!]', 'nodes(ids: $x) { id }'],
    ['$x: [ID]!', 'nodes(ids: $x) { id }'],
    ['$x: ID!', 'nodes(ids: $x) { id }'],
    ['$x: ID', 'nodes(ids: [$x]) { id }'],
    ['$x: Boolean', '__typename @skip(if: $x)'],
    ['$x: Boolean = null', '__typename @skip(if: $x)'],
    ['$x: String!', '__typename @include(if: $x)'],
    ['$x: ID = null', 'node(id: $x) { id }'],
    ['$x: DealOrder', 'deals(orderBy: $x) { totalCount }'],
    ['$x: [DealOrder]', 'deals(orderBy: $x) { totalCount }'],
    ['$x: LeadOrderField!', 'deals(orderBy: {field: $x}) { totalCount }'],
    ['$x: DealOrderField', 'deals(orderBy: {field: $x}) { totalCount }'],
    ['$x: LeadFilter', 'deals(filter: $x) { totalCount }'],
    ['$x: Decimal', 'deals(filter: {closeDate: {gt: $x}}) { totalCount }'],
    ['$x: Float', 'deals(filter: {amount: {gt: $x}}) { totalCount }'],
    ['$x: RecordKey!', 'partner(by: $x) { id }'],
    ['$x: DealFilter', 'deals(filter: {and: [$x]}) { totalCount }'],
    ['$x: [[ID!]!]!', 'nodes(ids: $x) { id }'],
  ].map(([variables, fields]) => ['VariablesInAllowedPositionRule', own(variables, fields)]),
  ['OneOfVariablesRule', own('$x: ID', 'partner(by: {id: $x}) { id }')],
  ['OneOfVariablesRule', own('$x: ID = null', 'deal(by: {id: $x}) { id }')],
  ['OneOfVariablesRule', own('$x: RecordRef', 'deal(by: {record: $x}) { id }')],
  ...['$x: Int = "5"', '$x: Int! = null', '$x: Int = [5]', '$x: Int = 5.5', '$x: Int = A'].map(
    (variable) => ['ValuesOfCorrectTypeRule', own(variable, 'deals(first: $x) { totalCount }')],
  ),
  ...[
    '{nothing: 1}',
    '{id: 5}',
    '{closeDate: {gt: "2026-02-30"}}',
    '{amount: {eq: "1,5"}}',
    '{not: [{}]}',
    '"x"',
  ].map((preset) => [
    'ValuesOfCorrectTypeRule',
    own(`$x: DealFilter = ${preset}`, 'deals(filter: $x) { totalCount }'),
  ]),
];

/** Every change of these, with the rule of graphql-js that it breaks. */
export const inputChanges = (schema) => [
  ...ARGUMENTS,
  ...VALUES,
  ...wrongLiterals(schema),
  ...VARIABLES,
];
