// Size: what a query costs, and what the gateway takes, as the channel grows.
import { load, median, pause } from '../lib/ask.mjs';
import { sandbox } from '../lib/sandbox.mjs';
import { gateway } from '../lib/servers.mjs';
import { SIZE } from '../queries.mjs';
import { lines } from '../report/lines.mjs';
import { number, table } from '../report/table.mjs';

const SIZES = [1_000, 10_000, 100_000];
const REST_MS = 3_000;
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
  const server = await gateway(`gateway over ${count}`, simulated, { answers: false });
  const ready = { seconds: (performance.now() - begun) / 1e3, cpu: server.cpu() };
  await pause(REST_MS);
  const resident = server.resident();
  const costs = {};
  const { rounds, millis } = quick ? { rounds: 1, millis: 1000 } : { rounds: 3, millis: 2000 };
  for (const [name, query] of Object.entries(SIZE)) {
    await load(server, server.url, { query }, { millis: 500 });
    const seen = [];
    for (let round = 0; round < rounds; round++) {
      seen.push((await load(server, server.url, { query }, { millis })).cpu_ms);
    }
    costs[name] = median(seen);
  }
  await server.stop();
  await simulated.stop();
  return { count, ready, resident, costs };
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

function text(rows) {
  const [small, large] = [rows[0], rows.at(-1)];
  const bytes = ((large.resident - small.resident) * MIB) / (large.count - small.count);
  const row = (name, value, last = '') => [name, ...rows.map(value), last];
  const queries = Object.keys(SIZE).map((name) => {
    const exponent = rows.length > 1 ? number(growth(costs(rows, name)), 2) : '';
    return row(`${name}: CPU ms a request`, ({ costs }) => number(costs[name], 3), exponent);
  });
  return table(
    ['partners', ...rows.map(({ count }) => number(count, 0)), 'growth'],
    [
      row('seconds to ready', ({ ready }) => number(ready.seconds, 1)),
      row('CPU seconds to ready', ({ ready }) => number(ready.cpu, 2)),
      row(
        'resident MiB at rest',
        ({ resident }) => number(resident, 0),
        rows.length > 1 ? `${number(bytes, 0)} bytes a partner` : '',
      ),
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
