// Memory while 256 clients ask the nested query, and ten seconds after.
import { load, pause } from '../lib/ask.mjs';
import { OURS } from '../lib/field.mjs';
import { number, table } from '../report/table.mjs';

const CLIENTS = 256;
const LOOK_MS = 100;
const REST_MS = 10_000;

export async function memory(_, { quick }, { runners }) {
  const rows = [];
  for (const { name, server, asked } of runners) {
    const before = server.resident();
    let most = before;
    const looking = setInterval(() => (most = Math.max(most, server.resident())), LOOK_MS);
    const { url, body } = asked.Q1;
    await load(server, url, body, { clients: CLIENTS, millis: quick ? 2000 : 6000 });
    clearInterval(looking);
    await pause(quick ? REST_MS / 5 : REST_MS);
    rows.push({ name, before, most, after: server.resident() });
  }
  console.log(text(rows));
  return { rows };
}

const text = (rows) =>
  table(
    ['resident MiB', 'before', 'at most', 'after'],
    rows.map(({ name, before, most, after }) => [
      name.startsWith(OURS) ? `**${name}**` : name,
      ...[before, most, after].map((value) => number(value, 0)),
    ]),
  );

export const page = ({ rows }) => text(rows);
