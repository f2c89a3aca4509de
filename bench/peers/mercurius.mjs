// Mercurius on Fastify, with its compiler of queries on.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { context, resolvers } from './resolvers.mjs';
import { typeDefs } from './schema.mjs';
import { keepIndex } from './sources/partners.mjs';

await keepIndex();
const { Node, ...rest } = resolvers;
const app = Fastify();
app.register(mercurius, {
  // It does not know @oneOf.
  schema: typeDefs.replace('@oneOf', ''),
  resolvers: { ...rest, Node: { resolveType: Node.__resolveType } },
  context: () => context(),
  jit: 1,
  graphiql: false,
});
console.log(`listens at ${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`);
