// postgres.js: pipelined, binary-free, with cursors and its own type fetch.

import postgres from 'postgres';
import { asked, attempt, finish, plain, values } from './common.mjs';

const { host, port, user, password, database } = asked;
const sql = postgres({ host, port, username: user, password, database, max: 3, onnotice: () => {} });

/** Columns and rows of a result. */
const shown = (result) => ({
  columns: result.columns.map(({ name, type }) => [name, String(type)]),
  rows: result.map((row) => Object.values(row).map(plain)),
});

for (const one of asked.statements) {
  // It writes parameters by the types that the server tells, so dates and numbers have to be what it expects.
  const params = one.params.map(({ type, value }, place) =>
    value === null ? null : type === 'timestamptz' || type === 'date' ? new Date(value) : values(one)[place]);
  await attempt(`query/${one.name}`, async () => shown(await sql.unsafe(one.sql, params)));
  await attempt(`prepared/${one.name}`, async () => {
    await sql.unsafe(one.sql, params, { prepare: true });
    return shown(await sql.unsafe(one.sql, params, { prepare: true }));
  });
  await attempt(`simple/${one.name}`, async () => (one.params.length ? null : shown(await sql.unsafe(one.sql).simple())));
}
for (const name of Object.keys(asked.tables)) {
  const order = asked.orders[name];
  await attempt(`cursor/${name}`, async () => {
    const sizes = [];
    for await (const rows of sql`select ${sql(order)} from ${sql(name)} limit 200`.cursor(29)) sizes.push(rows.length);
    return sizes;
  });
}
await attempt('pipelined', async () => plain(await Promise.all(Array.from({ length: 20 }, (_, n) => sql`select ${n}::bigint as n, count(*) from deals`))));
await attempt('transaction', async () => plain(await sql.begin('read only', async (sql) => await sql`select count(*) from partners`)));
await attempt('lists', async () => plain(await sql`select id from deals where stage in ${sql(['NEGOTIATION', 'CLOSED_WON'])} order by id`));
await attempt('describe', async () => {
  const { types, columns } = await sql`select id, amount from deals where stage = ${'x'} and amount > ${'1'}`.describe();
  return [types, columns.map(({ name, type }) => [name, type])];
});
await attempt('cancel', async () => {
  const query = sql.unsafe(asked.slow);
  setTimeout(() => query.cancel(), 400);
  const start = Date.now();
  const error = await query.catch((error) => error);
  return [error.code, Date.now() - start < 4000];
});
await sql.end();
finish();
