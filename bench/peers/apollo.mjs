// Apollo Server over the two CRMs.
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { context, resolvers } from './resolvers.mjs';
import { typeDefs } from './schema.mjs';
import { keepIndex } from './sources/partners.mjs';

await keepIndex();
const { url } = await startStandaloneServer(new ApolloServer({ typeDefs, resolvers }), {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => context(),
});
console.log(`listens at ${url}`);
