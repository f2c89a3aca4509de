// Size: what a query costs, and what the gateway takes, as the channel grows.
import { load, median, pause } from '../lib/ask.mjs';
import { WITHOUT_LIMITS, lift } from '../lib/limits.mjs';
import { sandbox } from '../lib/sandbox.mjs';
import { gateway, linked } from '../lib/servers.mjs';
import { SIZE } from '../queries.mjs';
import { lines } from '../report/lines.mjs';
import { number, table } from '../report/table.mjs';

const SIZES = [1_000, 10_000, 100_000];
const REST_MS = 3_000;
/** The longest wait for the index of links; what is open then is told. */
const LINKED_SECONDS = 900;
const MIB = 2 ** 20;

export const ALT = 'CPU milliseconds a request by the number of partners';

export async function size({ quick, partners }) {
  const sizes = partners?.map(Number) ?? (quick ? SIZES.slice(0, 2) : SIZES);
  const rows = [];
  for (const count of sizes) {
    rows.push(await one(count, quick));
    console.log(text(rows));
  }
  return { rows };
}

async function one(count, quick) {
  const simulated = await sandbox(count);
  const begun = performance.now();
  const limited = await gateway(`gateway within limits over ${count}`, simulated);
  const ready = { seconds: (performance.now() - begun) / 1e3, cpu: limited.cpu() };
  await limited.stop();
  await lift(simulated);
  // Each request shall filter, sort and put its page together anew.
  const options = { answers: false, nodes: false, tables: WITHOUT_LIMITS };
  const server = await gateway(`gateway over ${count}`, simulated, options);
  await pause(REST_MS);
  const partners = server.resident();
  const links = await linked(server, LINKED_SECONDS);
  await pause(REST_MS);
  const resident = { partners, all: server.resident() };
  const costs = await measure(server, quick);
  await server.stop();
  await simulated.stop();
  return { count, ready, resident, links, costs };
}

/** CPU milliseconds of each query. */
async function measure(server, quick) {
  const { rounds, millis } = quick ? { rounds: 1, millis: 1000 } : { rounds: 3, millis: 2000 };
  const costs = {};
  for (const [name, query] of Object.entries(SIZE)) {
    await load(server, server.url, { query }, { millis: 500 });
    const seen = [];
    for (let round = 0; round < rounds; round++) {
      seen.push((await load(server, server.url, { query }, { millis })).cpu_ms);
    }
    costs[name] = median(seen);
  }
  return costs;
}

/** The exponent with which a cost grows, by least squares of the logarithms. */
function growth(points) {
  const logs = points.map((point) => point.map(Math.log));
  const mean = (place) => logs.reduce((sum, log) => sum + log[place], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const over = (of) => logs.reduce((sum, log) => sum + of(log), 0);
  return over((log) => (log[0] - x) * (log[1] - y)) / over((log) => (log[0] - x) ** 2);
}

const costs = (rows, name) => rows.map(({ count, costs }) => [count, costs[name]]);

/** Bytes of each partner by which memory grows, where it is known. */
function bytes(rows) {
  const [small, large] = [rows[0], rows.at(-1)];
  const grown = (large.resident.partners - small.resident.partners) * MIB;
  return rows.length > 1 ? `${number(grown / (large.count - small.count), 0)} bytes a partner` : '';
}

/** What a figure of all sizes was, as a row, with something to say of its growth. */
const row = (rows, name, value, last = '') => [name, ...rows.map(value), last];

function text(rows) {
  const queries = Object.keys(SIZE).map((name) => {
    const exponent = rows.length > 1 ? number(growth(costs(rows, name)), 2) : '';
    return row(rows, `${name}: CPU ms`, ({ costs }) => number(costs[name], 3), exponent);
  });
  const { pairs, bytes: held } = rows.at(-1).links;
  const open = ({ links }) => (links.open ? `, ${links.open} rules not read` : '');
  return table(
    ['partners', ...rows.map(({ count }) => number(count, 0)), 'growth'],
    [
      row(rows, 'seconds to ready', ({ ready }) => number(ready.seconds, 1)),
      row(rows, 'CPU seconds to ready', ({ ready }) => number(ready.cpu, 2)),
      row(rows, 'MiB when ready', ({ resident }) => number(resident.partners, 0), bytes(rows)),
      row(
        rows,
        'links',
        (one) => number(one.links.pairs, 0) + open(one),
        `${number(held / Math.max(pairs, 1), 0)} bytes a link`,
      ),
      row(rows, 'MiB at rest, with links', ({ resident }) => number(resident.all, 0)),
      ...queries,
    ],
  );
}

export const page = ({ rows }) => text(rows);

export const picture = ({ rows }) =>
  lines(
    `${ALT} (both logarithmic)`,
    'partners',
    Object.keys(SIZE).map((name) => ({ name, points: costs(rows, name) })),
  );
