// Requests that break the grammar.
import { Lexer, Source, TokenKind, parse } from 'graphql';

// `a` stands for a field that there is, so that a parser which lets the mistake pass is found out.
const TEXTS = [
  // Nothing to run, or not closed.
  '',
  ' ',
  '# only a comment',
  ',,,',
  '{',
  '}',
  '{}',
  '{ }',
  'query',
  'query Q',
  'query { }',
  '{ a { } }',
  '{ a',
  '{ a }}',
  '{ a } }',
  '{ { a } }',
  'a',
  '[]',
  '{ a: }',
  '{ : a }',
  '{ a b: }',
  '{ a: b: c }',
  '{ "a" }',
  '{ 1 }',
  // Operations and their variables.
  'qeury { a }',
  'Query { a }',
  'query Q Q { a }',
  'query 1 { a }',
  'query Q() { a }',
  'query ( ) { a }',
  'query ($a) { a }',
  'query ($a:) { a }',
  'query (a: Int) { a }',
  'query ($a Int) { a }',
  'query ($: Int) { a }',
  'query ($a: Int!!) { a }',
  'query ($a: [Int) { a }',
  'query ($a: Int]) { a }',
  'query ($a: !Int) { a }',
  'query ($a: []) { a }',
  'query ($a: Int =) { a }',
  'query ($a: Int = $b) { a }',
  'query ($a: Int = [$b]) { a }',
  'query ($a: DealFilter = {id: {eq: $b}}) { a }',
  'query ($a: Int @skip(if: $b)) { a }',
  '($a: Int) { a }',
  'query Q ($a: Int) ($b: Int) { a }',
  'query Q { a } ($b: Int)',
  'query $a { a }',
  // Arguments and values.
  '{ a() }',
  '{ a(b) }',
  '{ a(b:) }',
  '{ a(: 1) }',
  '{ a(b: 1 }',
  '{ a b: 1) }',
  '{ a(b = 1) }',
  '{ a(1: 1) }',
  '{ a(b: [1) }',
  '{ a(b: ]) }',
  '{ a(b: [1}) }',
  '{ a(b: {c}) }',
  '{ a(b: {c: }) }',
  '{ a(b: {c = 1}) }',
  '{ a(b: {"c": 1}) }',
  '{ a(b: $) }',
  '{ a(b: $1) }',
  '{ a(b: @c) }',
  '{ a(b: ...c) }',
  '{ a($b: 1) }',
  // Fragments.
  '{ ... }',
  '{ ...on }',
  '{ ...on Deal }',
  '{ ... on { a } }',
  '{ ...1 }',
  '{ ... ...F }',
  '{ ..F }',
  '{ ....F }',
  '{ ...F { a } }',
  'fragment { a }',
  '{ a } fragment F { a }',
  '{ a } fragment on on Query { a }',
  '{ a } fragment F on { a }',
  '{ a } fragment F on Query',
  '{ a } fragment F on Query { }',
  '{ a } fragment F on [Query] { a }',
  '{ a } fragment F on Query! { a }',
  '{ a } fragment F Query { a }',
  '{ a } fragment on Query { a }',
  '{ ...F } fragment F($x: Int = 1) on Query { a }',
  // Directives.
  '{ a @ }',
  '{ a @1 }',
  '{ a @skip() }',
  '{ a @skip(if) }',
  '{ a @@skip(if: true) }',
  '{ @skip(if: true) }',
  '{ @skip(if: true) a }',
  '{ a { b } @skip(if: true) }',
  '{ a @skip(if: true)(if: true) }',
  '{ a: @skip(if: true) b }',
  // Letters that the grammar does not have.
  '{ ä: a }',
  '{ a? }',
  '{ a; a }',
  '{ a-a }',
  '{ a.a }',
  '{ a/a }',
  '{ a * }',
  '{ a % }',
  '{ a ^ }',
  '{ a ~ }',
  '{ a\u00a0a }',
  '{ a\u2028a }',
  '{ a\u0000 }',
  '{ a\u0007a }',
  '{ a\u200ba }',
  '{ a < a }',
  '{ a\\a }',
  '{ 🚀: a }',
  '{ a \ufeff\u00a0}',
  '/* a */ { a }',
  '// a\n{ a }',
  '<!-- -->',
  'null',
  '"text"',
];

// Numbers and strings, where a right one would make a valid request.
const WHOLES = [
  '01',
  '00',
  '-',
  '-01',
  '+1',
  '0x10',
  '1a',
  '1_000',
  '- 1',
  '1.',
  '.5',
  '1 2',
  '0b1',
  '1..2',
];
const NUMBERS = ['1.e3', '1e', '1e+', '1.5.5', '1.2f', '01.5', '1.5e', '.5e1', '1e1.5', 'e5 1'];
const STRINGS = [
  '"',
  '"x',
  '"x\ny"',
  '"x\ry"',
  '"\\x"',
  '"\\"',
  '"\\u12"',
  '"\\uXYZW"',
  '"\\U0041"',
  '"\\u{}"',
  '"\\u{110000}"',
  '"\\u{12"',
  '"\\u{D83D}"',
  '"\\uD83D"',
  '"\\uDE80\\uD83D"',
  '"\\uD83Dx"',
  '"\\u{D83D}\\u{DE80}"',
  "'x'",
  '"""',
  '"""x""',
  '"""x\\"""',
  '"x""""',
  '"x" "y"',
  '`x`',
  '"\\\n"',
  '"\\0"',
  '"\\\'"',
  '"\\u{1F680"',
];

/** Texts that the grammar does not have. */
export const brokenTexts = [
  ...TEXTS.map((text) => text.replace(/(?<![$\w])a\b/g, '__typename')),
  ...WHOLES.map((value) => `{ deals(first: ${value}) { totalCount } }`),
  ...NUMBERS.map((value) => `{ deals(filter: {amount: {eq: ${value}}}) { totalCount } }`),
  ...STRINGS.map((value) => `{ search(text: ${value}) { totalCount } }`),
];

/** Tells whether the text is a document. */
function parses(text) {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A valid document that breaks as one token is left out, doubled or exchanged with the next. */
export function broken(random, text) {
  const lexer = new Lexer(new Source(text));
  const tokens = [];
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    tokens.push(text.slice(token.start, token.end));
  }
  for (;;) {
    const at = random.whole(0, tokens.length - 1);
    const edited = [...tokens];
    const how = random.whole(0, 2);
    if (how === 0) edited.splice(at, 1);
    else if (how === 1) edited.splice(at, 0, tokens[at]);
    else edited.splice(at, 2, ...tokens.slice(at, at + 2).reverse());
    const made = edited.join(' ');
    if (!parses(made)) return made;
  }
}
