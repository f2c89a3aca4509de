// GraphQL Yoga, its executor replaced by the compiled queries of graphql-jit.
import { createServer } from 'node:http';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { createSchema, createYoga } from 'graphql-yoga';
import { context, resolvers } from './resolvers.mjs';
import { typeDefs } from './schema.mjs';
import { keepIndex } from './sources/partners.mjs';

await keepIndex();
const compiled = new WeakMap();

function execute({ schema, document, operationName, contextValue, variableValues }) {
  let query = compiled.get(document);
  if (!query) compiled.set(document, (query = compileQuery(schema, document, operationName)));
  if (!isCompiledQuery(query)) return query;
  return query.query(undefined, contextValue, variableValues ?? {});
}

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context,
  plugins: [{ onExecute: ({ setExecuteFn }) => setExecuteFn(execute) }],
  logging: false,
  graphiql: false,
  landingPage: false,
});
const server = createServer(yoga).listen(0, '127.0.0.1', () => {
  console.log(`listens at http://127.0.0.1:${server.address().port}/graphql`);
});
