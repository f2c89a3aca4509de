// An OpenID provider of the package oidc-provider, for the tests of tokens:
//
//     node provider.mjs
//
// It listens on a free port of 127.0.0.1, and prints a line of JSON with its address and its client
// once it answers. For each line on standard input it takes new keys, keeps the public part of the
// last ones if the line is `add`, and prints a line. It ends with its standard input.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const AUDIENCE = 'https://gateway.example/graphql';
const client = { id: 'channel-app', secret: 'of-this-test-alone' };
let number = 0;

/** A new private key for RS256. */
function key() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  number += 1;
  return { ...privateKey.export({ format: 'jwk' }), kid: `key-${number}`, use: 'sig', alg: 'RS256' };
}

/** The handler of a provider that signs with the first of these keys. */
function handler(issuer, keys) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      },
    ],
    jwks: { keys },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: () => ({
          scope: '',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    extraTokenClaims: () => ({ groups: ['everyone', 'channel-team'] }),
  });
  return provider.callback();
}

const server = createServer((request, response) => answer(request, response));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
let keys = [key()];
let answer = handler(issuer, keys);
console.log(JSON.stringify({ issuer, audience: AUDIENCE, ...client }));

for await (const line of createInterface({ input: process.stdin })) {
  keys = line === 'add' ? [key(), ...keys] : [key()];
  answer = handler(issuer, keys);
  console.log('done');
}
process.exit();
