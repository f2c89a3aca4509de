// The servers that are compared: each answers the same queries over the same two CRMs.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { data, pause } from './ask.mjs';
import { BENCH, GATEWAY, SCRATCH, TOOLS } from './places.mjs';
import { addressAfter, start } from './process.mjs';
import { CRMS, configuration } from './sandbox.mjs';

const PEERS = join(BENCH, 'peers');
/** Nothing runs out while it is measured. */
export const LASTING = { seconds: 3600, refresh: 3600 };
/** Everything runs out quickly; the index stays fresher than the cache, as by default. */
export const FLEETING = { seconds: 3, refresh: 2 };

/**
 * Starts a gateway. `answers`, `nodes`: whether it keeps whole answers, and what it put together;
 * `links`: whether it has an index of links; `tables`: more of the systems' configuration.
 */
export async function gateway(name, sandbox, options = {}) {
  const { systems = CRMS, lives = LASTING, tables } = options;
  const { answers = true, nodes = true, links = true } = options;
  const file = join(SCRATCH, `${name.replaceAll(/\W/g, '-')}.toml`);
  // Another program may be older than these keys.
  const newer = `[links]
enabled = ${links}
refresh_seconds = ${lives.refresh}`;
  const text = `[identity]
refresh_seconds = ${lives.refresh}
${options.program ? '' : newer}
[cache]
seconds = ${lives.seconds}
${answers ? '' : 'answers_mb = 0'}
${nodes ? '' : 'nodes_mb = 0'}
`;
  writeFileSync(file, configuration(sandbox, systems, text, tables));
  const program = options.program ?? GATEWAY;
  // A program from before callers were asked who they are does not know the flag.
  const help = spawnSync(program, ['serve', '--help'], { encoding: 'utf8' }).stdout;
  const open = help.includes('--open') ? ['--open'] : [];
  const command = [program, 'serve', ...open, '--port', '0', '--config', file];
  const server = await start(name, command, {
    isReady: addressAfter('GraphQL'),
  });
  server.url = server.ready;
  return server;
}

const LINKS = '{ sources { name links { entity object field to state pairs bytes } } }';
const LATER = ['ABSENT', 'BUILDING'];

/** Waits until the index of links is built, for so many seconds at most, and tells its size. */
export async function linked(server, seconds = 120) {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const { sources } = await data(server.url, { query: LINKS });
    const rules = sources.flatMap((source) => source.links ?? []);
    const open = rules.filter(({ state }) => LATER.includes(state));
    const sum = (key) => rules.reduce((all, rule) => all + rule[key], 0);
    if (!open.length || performance.now() > until) {
      return { open: open.length, pairs: sum('pairs'), bytes: sum('bytes') };
    }
    await pause(200);
  }
}

const SERVERS = {
  'Apollo Server + DataLoader': 'apollo.mjs',
  'Yoga + graphql-jit': 'yoga.mjs',
  'Mercurius with JIT': 'mercurius.mjs',
};
export const APOLLO = Object.keys(SERVERS)[0];
export const BARE = 'axum, bytes from memory';
/** The peers that serve our queries, by what the tables call them. */
export const PEERS_BY_NAME = Object.keys(SERVERS);

/** Starts a hand-written server of `bench/peers`. */
export async function peer(name, sandbox, lives = LASTING) {
  const server = await start(name, [process.execPath, SERVERS[name]], {
    cwd: PEERS,
    env: { NODE_ENV: 'production', SANDBOX: sandbox.line, TTL: String(lives.seconds * 1000) },
    isReady: addressAfter('listens at'),
  });
  server.url = server.ready;
  return server;
}

/** Starts the handler that sends these bytes, of which the query in place n is asked at `/n`. */
export async function bare(answers) {
  const files = answers.map((bytes, place) => {
    const file = join(SCRATCH, `answer-${place}.json`);
    writeFileSync(file, bytes);
    return file;
  });
  return start(BARE, [TOOLS, 'bare', ...files], {
    isReady: addressAfter('listens at'),
  });
}

/** Starts Hive Gateway over the CRMs' own shapes; nothing, with a word about it, if it fails. */
export async function hive(sandbox) {
  try {
    const command = [process.execPath, 'start.mjs', SCRATCH];
    const server = await start('Hive Gateway with cache', command, {
      cwd: join(PEERS, 'hive'),
      env: { NODE_ENV: 'production', SANDBOX: sandbox.line },
      isReady: addressAfter('listens at'),
    });
    server.url = server.ready;
    return server;
  } catch (error) {
    console.error(`Hive Gateway is left out: ${error.message}`);
    return null;
  }
}

/** The exact versions of the peers, of their lockfiles. */
export function versions() {
  const packages = {
    '': ['@apollo/server', 'graphql-yoga', 'graphql-jit', 'mercurius', 'fastify'],
    hive: ['@graphql-hive/gateway'],
  };
  return Object.entries(packages).flatMap(([folder, names]) => {
    const lock = join(PEERS, folder, 'package-lock.json');
    const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
    return names.map((name) => `${name} ${packages[`node_modules/${name}`].version}`);
  });
}
