// Cold: nothing that a query needs has been read within the cache's lifetime, and every call takes
// 60 ms. How much longer the answer takes when each call takes longer is the number of levels: of
// calls that wait for one another.
import { ask, median, pause } from '../lib/ask.mjs';
import { OURS } from '../lib/field.mjs';
import { WITHOUT_LIMITS, lift } from '../lib/limits.mjs';
import { SYSTEMS, sandbox } from '../lib/sandbox.mjs';
import { APOLLO, FLEETING, PEERS_BY_NAME, gateway, linked, peer } from '../lib/servers.mjs';
import { queries } from '../queries.mjs';
import { number, table } from '../report/table.mjs';

const DELAY_MS = 60;
const LONGER_MS = 180;
/** Longer than the servers keep anything. */
const EXPIRED_MS = FLEETING.seconds * 1000 + 300;
const GATEWAYS = {
  [OURS]: {},
  'channelgraph without the index of links': { links: false },
  'channelgraph over four systems': { systems: SYSTEMS },
};

export async function cold(shared, options) {
  const runners = await start(shared, options);
  const all = await queries(runners[0].server.url);
  const asked = options.quick ? [all[0], all[2]] : all;
  const results = [];
  for (const { name, body } of asked) {
    const seen = new Map(
      runners.map(({ server }) => [server.name, { [DELAY_MS]: [], [LONGER_MS]: [], calls: [] }]),
    );
    for (let round = 0; round < (options.quick ? 2 : 5); round++) {
      for (const delay of [DELAY_MS, LONGER_MS]) {
        await pause(EXPIRED_MS);
        for (const runner of runners) await once(runner, body, delay, seen.get(runner.server.name));
      }
    }
    results.push({ name, rows: [...seen.keys()].map((who) => summary(who, seen)) });
    console.log(text(results.slice(-1)));
  }
  return { results };
}

/**
 * Each gateway has a sandbox of its own, as it looks for changes while others are asked: more often
 * than it would, so no limit shall hold it up.
 */
async function start(shared, { quick, against }) {
  const runners = [];
  const ours = Object.entries(GATEWAYS);
  if (against) ours.push(['other binary', { program: against }]);
  for (const [name, options] of ours) {
    const own = await sandbox();
    await lift(own);
    const more = { lives: FLEETING, tables: WITHOUT_LIMITS };
    const server = await gateway(name, own, { ...options, ...more });
    if (!options.program) await linked(server);
    runners.push({ sandbox: own, server });
  }
  for (const name of quick ? [APOLLO] : PEERS_BY_NAME) {
    runners.push({ sandbox: shared, server: await peer(name, shared, FLEETING) });
  }
  return runners;
}

async function once({ sandbox, server }, body, delay, seen) {
  await sandbox.delay(delay);
  await sandbox.forget();
  const begun = performance.now();
  await ask(server.url, body);
  seen[delay].push(performance.now() - begun);
  const calls = await sandbox.calls();
  seen.calls.push(Object.values(calls).reduce((all, one) => all + one, 0));
  await sandbox.delay(0);
}

function summary(who, seen) {
  const { [DELAY_MS]: short, [LONGER_MS]: long, calls } = seen.get(who);
  const apollo = seen.get(APOLLO)[DELAY_MS];
  return {
    who,
    p50: median(short),
    ratio: median(short.map((took, round) => took / apollo[round])),
    // Looks for changes in the background only add calls, and a busy machine only adds time.
    calls: Math.min(...calls),
    levels: (Math.min(...long) - Math.min(...short)) / (LONGER_MS - DELAY_MS),
  };
}

const HEAD = ['', '', 'p50 ms', '× Apollo', 'calls', 'levels'];

const text = (results) =>
  table(
    HEAD,
    results.flatMap(({ name, rows }) =>
      rows.map(({ who, p50, ratio, calls, levels }) => [
        name,
        who.startsWith(OURS) ? `**${who}**` : who,
        number(p50, 0),
        number(ratio, 2),
        String(calls),
        number(Math.abs(levels), 1),
      ]),
    ),
  );

export const page = ({ results }) => text(results);
