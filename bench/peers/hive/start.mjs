// Composes the supergraph into a folder and becomes Hive Gateway: node start.mjs FOLDER
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

const { salesforce } = JSON.parse(process.env.SANDBOX);
const answer = await fetch(`${salesforce.url}/services/oauth2/token`, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: salesforce.client_id,
    client_secret: salesforce.client_secret,
  }),
});
process.env.SALESFORCE_TOKEN = (await answer.json()).access_token;

const supergraph = join(process.argv[2], 'supergraph.graphql');
const compose = ['node_modules/.bin/mesh-compose', '-c', 'mesh.config.mjs', '-o', supergraph];
execFileSync(process.execPath, compose, { stdio: 'ignore' });

const probe = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => probe.once('listening', resolve));
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));

// In this process, so that its CPU time is the gateway's.
const options = [
  '-c',
  'gateway.config.mjs',
  '--host',
  '127.0.0.1',
  '--port',
  String(port),
  '--fork',
  '1',
];
process.argv.splice(1, process.argv.length, 'hive-gateway', 'supergraph', supergraph, ...options);
const url = `http://127.0.0.1:${port}`;
const waiting = setInterval(async () => {
  const ready = await fetch(`${url}/readiness`).catch(() => null);
  if (!ready?.ok) return;
  clearInterval(waiting);
  console.log(`listens at ${url}/graphql`);
}, 100);
await import('./node_modules/@graphql-hive/gateway/dist/bin.js');
