// Another layout of a document: the same tokens with other space, commas and comments between.
import { Lexer, Source, TokenKind } from 'graphql';

const GAPS = [
  ' ',
  '\n',
  '\t',
  '  ',
  ',',
  ', ',
  '\r\n',
  '\r',
  ' #\n',
  '# {"$x": [3]} """ é 🚀\n',
  ',,#,\r',
];

/** The document with random layout. */
export function layOut(random, text) {
  const lexer = new Lexer(new Source(text));
  const out = [random.chance(0.2) ? '\ufeff' : ''];
  let before = null;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    const marks = [before, token].some((one) => !one || /^\W$|^\.\.\.$/.test(one.kind));
    // Only marks may touch; two strings, names or numbers would become one.
    const touch = marks && before?.kind !== TokenKind.SPREAD && token.kind !== TokenKind.SPREAD;
    if (!touch || random.chance(0.4)) out.push(random.pick(GAPS));
    out.push(text.slice(token.start, token.end));
    before = token;
  }
  if (random.chance(0.3)) out.push(random.pick(GAPS));
  return out.join('');
}
