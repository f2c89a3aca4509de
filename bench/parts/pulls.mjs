// Full pulls: every entity of four systems by paging, cold; and again once nothing is cached any
// more and one record in a hundred has changed.
import { pause } from '../lib/ask.mjs';
import { ALLOWED, WITHOUT_LIMITS, lift } from '../lib/limits.mjs';
import { LISTS, pull } from '../lib/pull.mjs';
import { SYSTEMS, sandbox } from '../lib/sandbox.mjs';
import { gateway, linked } from '../lib/servers.mjs';
import { differences, rename, stale } from '../lib/truth.mjs';
import { number, table } from '../report/table.mjs';

const PARTNERS = 20_000;
const CHANGED_IN = 100;
/** Today AWS's opportunities are read as a whole where a list has to be sorted. */
const TABLES = { ...WITHOUT_LIMITS, aws: `max_rows = 200000\n${WITHOUT_LIMITS.aws}` };

export async function pulls({ quick, partners }) {
  const count = Number(partners?.[0] ?? (quick ? 500 : PARTNERS));
  const lasts = quick ? 5 : 60;
  const lives = { seconds: lasts, refresh: lasts };
  const simulated = await sandbox(count);
  // An hour of waiting for turns would tell nothing but the limits.
  await lift(simulated);
  const server = await gateway('gateway', simulated, {
    systems: SYSTEMS,
    lives,
    tables: TABLES,
  });
  await linked(server);
  const first = await all(server, simulated);
  const names = {};
  let changed = 0;
  for (const list of Object.keys(LISTS)) {
    const renamed = await rename(simulated, list, await simulated.truth(list), CHANGED_IN);
    names[list] = renamed.names;
    changed += renamed.changed;
  }
  await pause(2 * lasts * 1000);
  const second = await all(server, simulated, names);
  return { count, changed, first, second };
}

async function all(server, simulated, names) {
  const rows = [];
  for (const list of Object.keys(LISTS)) {
    await simulated.forget();
    const [begun, cpu] = [performance.now(), server.cpu()];
    const { nodes, again, refused } = await pull(server.url, list);
    const row = {
      list,
      nodes: nodes.length,
      refused,
      again,
      seconds: (performance.now() - begun) / 1e3,
      cpu: server.cpu() - cpu,
      calls: await simulated.calls(),
    };
    const truth = await simulated.truth(list);
    // Which records are one partner is a matter of its own, tested with the index.
    row.wrong = differences(nodes, truth, { grouped: list !== 'partners' });
    if (names) row.wrong.stale = stale(nodes, names[list]);
    rows.push(row);
    console.log(text([row]));
  }
  return rows;
}

const HEAD = ['list', 'nodes', 'seconds', 'CPU s', ...SYSTEMS, 'asked again', 'against the truth'];

function text(rows) {
  const cells = ({ list, nodes, seconds, cpu, calls, again, wrong, refused }) => [
    list,
    number(nodes, 0),
    number(seconds, 1),
    number(cpu, 1),
    ...SYSTEMS.map((system) => number(calls[system], 0)),
    number(again, 0),
    refused ? `ended early: ${refused}` : verdict(wrong),
  ];
  return table(HEAD, rows.map(cells));
}

function verdict(wrong) {
  const found = Object.entries(wrong).filter(([, count]) => count);
  return found.map(([what, count]) => `${number(count, 0)} ${what}`).join(', ') || 'whole';
}

const sum = (rows, system) => rows.reduce((all, { calls }) => all + calls[system], 0);

function bySource({ first, second }) {
  const head = ['source', 'calls, first', 'at its limit', 'calls, second', 'of the first'];
  return table(
    head,
    SYSTEMS.map((system) => {
      const [one, two] = [sum(first, system), sum(second, system)];
      const limit = ALLOWED[system] ? `${number(one / ALLOWED[system], 0)} s` : '';
      return [system, number(one, 0), limit, number(two, 0), `${number((two / one) * 100, 1)} %`];
    }),
  );
}

export const page = (found) => `${number(found.count, 0)} partners. First pull:

${text(found.first)}

Second pull, when the cache has run out and ${number(found.changed, 0)} records were renamed:

${text(found.second)}

${bySource(found)}`;
