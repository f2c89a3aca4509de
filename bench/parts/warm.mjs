// Warm: everything has been read; what a request costs, in interleaved rounds.
import { load, median } from '../lib/ask.mjs';
import { APOLLO, BARE } from '../lib/servers.mjs';
import { OURS, OURS_WITH_ANSWERS, addCaches, field } from '../lib/field.mjs';
import { bars } from '../report/bars.mjs';
import { number, table } from '../report/table.mjs';

export const ALT = 'CPU milliseconds a request, by query and server';

export async function warm(sandbox, options) {
  const servers = await field(sandbox, options);
  await addCaches(sandbox, servers, options.quick);
  const rounds = options.quick ? 2 : 4;
  const millis = Number(options.millis ?? (options.quick ? 1000 : 2000));
  const results = [];
  for (const { name, is } of servers.queries) {
    const runners = servers.runners.filter((runner) => runner.asked[name]);
    const seen = new Map(runners.map((runner) => [runner.name, []]));
    // The first round, which is not counted, lets compilers settle.
    for (let round = 0; round <= rounds; round++) {
      for (const { name: who, server, asked } of runners) {
        const { url, body } = asked[name];
        const one = await load(server, url, body, { millis: round ? millis : millis / 2 });
        if (round) seen.get(who).push(one);
      }
    }
    results.push({ name, is, rows: runners.map((runner) => summary(runner, name, seen)) });
    console.log(text(results.at(-1)));
  }
  return { results, runners: servers.runners };
}

function summary({ name: who, server, asked }, query, seen) {
  const rounds = seen.get(who);
  const apollo = seen.get(APOLLO);
  const middle = (of) => median(rounds.map(of));
  return {
    who,
    cpu: middle((one) => one.cpu_ms),
    // Of one round each, as the machine may be busier in the next.
    ratio: median(rounds.map((one, round) => apollo[round].cpu_ms / one.cpu_ms)),
    p50: middle((one) => one.p50_ms),
    p99: middle((one) => one.p99_ms),
    resident: server.resident(),
    same: asked[query].same,
  };
}

const HEAD = [
  '',
  'CPU ms a request',
  'requests a core-second',
  '× Apollo',
  'p50 ms',
  'p99 ms',
  'MiB',
  'answer',
];

const bold = (who) => (who.startsWith(OURS) ? `**${who}**` : who);

/** One query's table. */
const text = ({ name, is, rows }) =>
  `**${name}**: ${is}\n\n` +
  table(
    HEAD,
    rows.map((row) => [
      bold(row.who),
      number(row.cpu, 3),
      number(1000 / row.cpu, 0),
      number(row.ratio, 2),
      number(row.p50, 2),
      number(row.p99, 2),
      number(row.resident, 0),
      row.same,
    ]),
  );

/** CPU time of all, and ratios to Apollo. */
function overview(results) {
  const servers = [...new Set(results.flatMap(({ rows }) => rows.map(({ who }) => who)))];
  const cell = (who, { rows }) => {
    const row = rows.find((row) => row.who === who);
    return row ? `${number(row.cpu, 3)} (${number(row.ratio, 1)}×)` : '';
  };
  return table(
    ["CPU ms a request (× Apollo's requests)", ...results.map(({ name }) => name)],
    servers.map((who) => [bold(who), ...results.map((result) => cell(who, result))]),
  );
}

/** How near answers that are kept come to the least that a server can do. */
function ofTheLeast(results) {
  const shares = results.map(({ name, rows }) => {
    const cpu = (who) => rows.find((row) => row.who === who).cpu;
    return `${name} ${number((cpu(BARE) / cpu(OURS_WITH_ANSWERS)) * 100, 0)} %`;
  });
  const said = 'With answers kept, requests a core-second as a share of those of bytes from memory';
  return `${said}: ${shares.join(', ')}.`;
}

export const page = ({ results }) =>
  [overview(results), ofTheLeast(results), ...results.map(text)].join('\n\n');

export const picture = ({ results }) =>
  bars(
    'CPU milliseconds a request, warm (logarithmic)',
    results.map(({ name, rows }) => ({
      name,
      bars: rows.map(({ who, cpu }) => ({ name: who, value: cpu, ours: who.startsWith(OURS) })),
    })),
  );
