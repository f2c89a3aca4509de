// Hive Gateway: whole answers kept for an hour, for everyone, and its compiler of queries on.
import { defineConfig } from '@graphql-hive/gateway';

export const gatewayConfig = defineConfig({
  cache: { type: 'localforage' },
  responseCaching: { session: () => null, ttl: 3_600_000 },
  jit: true,
  logging: false,
  landingPage: false,
  graphiql: false,
  propagateHeaders: {},
});
