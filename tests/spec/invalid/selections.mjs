// Changes that break the rules of documents, fields, fragments and directives.
import { Kind } from 'graphql';
import { anywhere, append, change, direct, insert, name, named, of } from './site.mjs';

const DOCUMENTS = [
  ...[
    'type Foo { a: Int }',
    'extend type Query { x: Int }',
    'scalar Foo',
    'enum Foo { A }',
    'input Foo { a: Int }',
    'directive @foo on FIELD',
    'union Foo = Deal',
    'schema { query: Query }',
    'interface Foo { a: Int }',
  ].map((text) => ['ExecutableDefinitionsRule', append(text)]),
  ['UniqueOperationNamesRule', append('query Twice { __typename } query Twice { __typename }')],
  ['UniqueOperationNamesRule', append('query Twice { __typename } mutation Twice { __typename }')],
  ['LoneAnonymousOperationRule', append('{ __typename } { __typename }')],
  ['LoneAnonymousOperationRule', append('query Named { __typename } query { __typename }')],
];

const FIELDS = [
  ['FieldsOnCorrectTypeRule', insert(anywhere, 'nothing')],
  ['FieldsOnCorrectTypeRule', insert(anywhere, 'nothing: nothing(first: 1) { nothing }')],
  [
    'FieldsOnCorrectTypeRule',
    insert(of('Deal', 'Partner', 'Money', 'Source'), '__schema { __typename }'),
  ],
  ['FieldsOnCorrectTypeRule', insert(of('Node'), 'x: name')],
  ['FieldsOnCorrectTypeRule', insert(of('SearchHit'), 'x: id')],
  ['FieldsOnCorrectTypeRule', insert(of('Query'), 'x: Viewer { subject }')],
  ['FieldsOnCorrectTypeRule', insert(of('Partner'), '... on Node { x: name }')],
  [
    'FieldsOnCorrectTypeRule',
    change(Kind.FIELD, ({ node }) => ({ ...node, name: name(`${node.name.value}s_`) })),
  ],
  ['ScalarLeafsRule', insert(of('Deal', 'Partner', 'Lead'), 'x: name { length }')],
  ['ScalarLeafsRule', insert(anywhere, 'x: __typename { name }')],
  ['ScalarLeafsRule', insert(of('Partner'), 'x: status { name }')],
  [
    'ScalarLeafsRule',
    change(
      Kind.FIELD,
      ({ node }) => ({ ...node, selectionSet: undefined }),
      ({ node }) => node.selectionSet,
    ),
  ],
  ...[
    ['Deal', 'x: name x: stage'],
    ['Partner', 'x: name x: legalName'],
    ['Money', 'x: amount x: currency'],
    ['Money', 'x: in(currency: "EUR") { amount } x: in(currency: "USD") { amount }'],
    ['Query', 'x: deals(first: 1) { totalCount } x: deals { totalCount }'],
    ['Query', 'x: deals { y: totalCount } x: deals { y: __typename }'],
    [
      'Query',
      'x: deals { nodes { y: name } } ... { x: deals { nodes { ... on Deal { y: id } } } }',
    ],
    ['Query', 'x: node(id: "1") { ... on Deal { y: name } ... on Partner { y: employeeCount } }'],
    ['Query', 'x: node(id: "1") { ... on Deal { y: stage } ... on Lead { y: status } }'],
    ['Query', 'x: node(id: "1") { ... on Deal { y: name } ... on Lead { y: partner { name } } }'],
    ['Query', 'x: node(id: "1") { ... on Deal { y: id } ... on Lead { y: name } }'],
    ['Query', 'x: node(id: "1") { ... on Partner { y: segments } ... on Lead { y: name } }'],
    [
      'Query',
      'x: node(id: "1") { ... on Deal { y: amount { z: amount } } ' +
        '... on Lead { y: partner { z: name } } }',
    ],
    ['Query', 'x: deals { totalCount } x: leads { totalCount }'],
  ].map(([type, selections]) => ['OverlappingFieldsCanBeMergedRule', insert(of(type), selections)]),
  [
    'OverlappingFieldsCanBeMergedRule',
    (site) => {
      const changed = site.insert(of('Query'), 'x: viewer { subject } ...Clash');
      return changed && `${changed} fragment Clash on Query { x: viewer { subject: __typename } }`;
    },
  ],
];

const FRAGMENTS = [
  [
    'UniqueFragmentNamesRule',
    (site) => {
      const fragment = 'fragment Twice on Query { __typename }';
      const changed = site.insert(of('Query'), '...Twice');
      return changed && `${changed} ${fragment} ${fragment}`;
    },
  ],
  ...['Nothing', 'partner', '__Nothing'].map((type) => [
    'KnownTypeNamesRule',
    insert(anywhere, `... on ${type} { id }`),
  ]),
  [
    'KnownTypeNamesRule',
    change(Kind.FRAGMENT_DEFINITION, ({ node }) => ({ ...node, typeCondition: named('Nope') })),
  ],
  [
    'KnownTypeNamesRule',
    change(Kind.VARIABLE_DEFINITION, ({ node }) => ({ ...node, type: named('Nope') })),
  ],
  ...['Int', 'DealStage', 'DealFilter', 'JSON'].map((type) => [
    'FragmentsOnCompositeTypesRule',
    insert(anywhere, `... on ${type} { __typename }`),
  ]),
  [
    'FragmentsOnCompositeTypesRule',
    change(Kind.FRAGMENT_DEFINITION, ({ node }) => ({ ...node, typeCondition: named('String') })),
  ],
  ['NoUnusedFragmentsRule', append('fragment Unused on Query { __typename }')],
  [
    'NoUnusedFragmentsRule',
    append('fragment One on Query { ...Two } fragment Two on Query { __typename }'),
  ],
  ['KnownFragmentNamesRule', insert(anywhere, '...Nowhere')],
  [
    'KnownFragmentNamesRule',
    change(Kind.FRAGMENT_SPREAD, ({ node }) => ({ ...node, name: name('Nowhere') })),
  ],
  [
    'NoFragmentCyclesRule',
    (site) => {
      const changed = site.insert(of('Query'), '...Self');
      return changed && `${changed} fragment Self on Query { __typename ...Self }`;
    },
  ],
  [
    'NoFragmentCyclesRule',
    (site) => {
      const changed = site.insert(of('Query'), '...A1');
      return (
        changed &&
        `${changed} fragment A1 on Query { ...A2 } fragment A2 on Query { ... { ...A3 } }
      fragment A3 on Query { __typename ... on Query @include(if: true) { ...A1 } }`
      );
    },
  ],
  [
    'NoFragmentCyclesRule',
    (site) => {
      const changed = site.insert(of('Deal'), '...D1');
      return (
        changed &&
        `${changed} fragment D1 on Deal { partner { ...P1 } }
      fragment P1 on Partner { deals { nodes { ...D1 } } }`
      );
    },
  ],
  ['NoFragmentCyclesRule', (site) => `${site.text} fragment Loop on Query { ...Loop }`],
  ...[
    ['Deal', 'Partner'],
    ['Query', 'Deal'],
    ['Money', 'Node'],
    ['Partner', 'Query'],
    ['SearchHit', 'Money'],
    ['Node', 'PageInfo'],
    ['Source', 'SearchHit'],
  ].map(([parent, type]) => [
    'PossibleFragmentSpreadsRule',
    insert(of(parent), `... on ${type} { __typename }`),
  ]),
  [
    'PossibleFragmentSpreadsRule',
    (site) => {
      const changed = site.insert(({ name: parent }) => parent !== 'PageInfo', '...Elsewhere');
      return changed && `${changed} fragment Elsewhere on PageInfo { __typename }`;
    },
  ],
];

const DIRECTIVES = [
  ['KnownDirectivesRule', direct(Kind.FIELD, '@nothing')],
  ['KnownDirectivesRule', direct(Kind.FRAGMENT_SPREAD, '@nothing(if: true)')],
  ['KnownDirectivesRule', direct(Kind.INLINE_FRAGMENT, '@Skip(if: true)')],
  ['KnownDirectivesRule', direct(Kind.OPERATION_DEFINITION, '@skip(if: false)')],
  ['KnownDirectivesRule', direct(Kind.FRAGMENT_DEFINITION, '@include(if: true)')],
  ['KnownDirectivesRule', direct(Kind.VARIABLE_DEFINITION, '@skip(if: false)')],
  ...['@oneOf', '@deprecated', '@specifiedBy(url: "x")'].map((text) => [
    'KnownDirectivesRule',
    direct(Kind.FIELD, text),
  ]),
  ...[Kind.FIELD, Kind.INLINE_FRAGMENT, Kind.FRAGMENT_SPREAD].flatMap((kind) => [
    ['UniqueDirectivesPerLocationRule', direct(kind, '@skip(if: false) @skip(if: false)')],
    [
      'UniqueDirectivesPerLocationRule',
      direct(kind, '@include(if: true) @skip(if: false) @include(if: false)'),
    ],
  ]),
];

/** Every change of these, with the rule of graphql-js that it breaks. */
export const selectionChanges = [...DOCUMENTS, ...FIELDS, ...FRAGMENTS, ...DIRECTIVES];
