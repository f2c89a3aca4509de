// Cold: nothing that a query needs has been read within the cache's lifetime, and every call to a
// CRM takes 60 ms. What a call's time adds to the answer's is the number of levels: of calls that
// wait for one another.
import { ask, median, pause } from '../lib/ask.mjs';
import { OURS, field } from '../lib/field.mjs';
import { APOLLO, FLEETING } from '../lib/servers.mjs';
import { number, table } from '../report/table.mjs';

const DELAY_MS = 60;
/** Longer than the servers keep anything. */
const EXPIRED_MS = FLEETING.seconds * 1000 + 300;

export async function cold(sandbox, options) {
  const { queries, runners } = await field(sandbox, { ...options, lives: FLEETING, once: true });
  const rounds = options.quick ? 2 : 5;
  const results = [];
  for (const { name } of options.quick ? [queries[0], queries[2]] : queries) {
    const seen = new Map(
      runners.map((runner) => [runner.name, { delayed: [], straight: [], calls: [] }]),
    );
    for (let round = 0; round < rounds; round++) {
      for (const delay of [0, DELAY_MS]) {
        await pause(EXPIRED_MS);
        await sandbox.delay(delay);
        for (const runner of runners)
          await once(sandbox, runner, name, delay, seen.get(runner.name));
      }
    }
    await sandbox.delay(0);
    results.push({ name, rows: runners.map(({ name: who }) => summary(who, seen)) });
    console.log(text(results.slice(-1)));
  }
  return { results, runners };
}

async function once(sandbox, { asked }, query, delay, seen) {
  const { url, body } = asked[query];
  await sandbox.forget();
  const begun = performance.now();
  await ask(url, body);
  (delay ? seen.delayed : seen.straight).push(performance.now() - begun);
  const calls = await sandbox.calls();
  seen.calls.push(Object.values(calls).reduce((all, one) => all + one, 0));
}

function summary(who, seen) {
  const { delayed, straight, calls } = seen.get(who);
  return {
    who,
    p50: median(delayed),
    ratio: median(delayed.map((took, round) => took / seen.get(APOLLO).delayed[round])),
    // Looks for changes in the background only add calls, and a busy machine only time.
    calls: Math.min(...calls),
    levels: (Math.min(...delayed) - Math.min(...straight)) / DELAY_MS,
  };
}

const HEAD = ['', '', 'p50 ms', '× Apollo', 'calls', 'levels'];

const text = (results) =>
  table(
    HEAD,
    results.flatMap(({ name, rows }) =>
      rows.map(({ who, p50, ratio, calls, levels }) => [
        name,
        who === OURS ? `**${who}**` : who,
        number(p50, 0),
        number(ratio, 2),
        String(calls),
        number(levels, 1),
      ]),
    ),
  );

export const page = ({ results }) => text(results);
