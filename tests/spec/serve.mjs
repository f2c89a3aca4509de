// A server under test to try the tests themselves with: the reference behind HTTP.
//
//     node serve.mjs DATASET [PORT] [SCHEMA]
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { execute, validate } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { SCHEMA } from './data.mjs';
import { Reference, asSpecified } from './reference.mjs';
import { RULES } from './rules.mjs';

const [dataset, port = '0', schema = SCHEMA] = process.argv.slice(2);
const sdl = readFileSync(schema, 'utf8');
const reference = new Reference(sdl, JSON.parse(readFileSync(dataset, 'utf8')));
const graphql = createHandler({
  schema: reference.schema,
  rootValue: {},
  validate: (schema, document) => validate(schema, document, RULES),
  execute: (operation) => asSpecified(execute(operation)),
});

const server = createServer((request, response) => {
  if (request.url.startsWith('/graphql')) return graphql(request, response);
  response.statusCode = request.url === '/schema.graphql' ? 200 : 404;
  return response.end(response.statusCode === 200 ? sdl : '');
});
server.listen(Number(port), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/graphql`);
});
