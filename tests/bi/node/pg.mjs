// node-postgres with cursors and streams.

import pg from 'pg';
import Cursor from 'pg-cursor';
import QueryStream from 'pg-query-stream';
import { asked, attempt, finish, plain, values } from './common.mjs';

const { host, port, user, password, database } = asked;
const client = new pg.Client({ host, port, user, password, database, statement_timeout: 60_000, application_name: 'suite' });
await client.connect();

/** Columns and rows of a result. */
const shown = ({ fields, rows }) => ({
  columns: fields.map(({ name, dataTypeID, dataTypeModifier, format }) => [name, String(dataTypeID), String(dataTypeModifier), format]),
  rows: rows.map((row) => row.map(plain)),
});

for (const one of asked.statements) {
  const query = { text: one.sql, values: values(one), rowMode: 'array' };
  await attempt(`query/${one.name}`, async () => shown(await client.query(query)));
  await attempt(`named/${one.name}`, async () => {
    await client.query({ ...query, name: one.name });
    return shown(await client.query({ ...query, name: one.name }));
  });
  await attempt(`cursor/${one.name}`, async () => {
    const cursor = client.query(new Cursor(one.sql, values(one), { rowMode: 'array' }));
    const sizes = [];
    const rows = [];
    for (let part = await cursor.read(23); part.length > 0; part = await cursor.read(23)) {
      sizes.push(part.length);
      rows.push(...part.map(plain));
    }
    await cursor.close();
    return [sizes, rows];
  });
  await attempt(`stream/${one.name}`, async () => {
    const rows = [];
    for await (const row of client.query(new QueryStream(one.sql, values(one), { batchSize: 19 }))) rows.push(plain(row));
    return rows;
  });
}
await attempt('cursor closed early', async () => {
  const cursor = client.query(new Cursor('SELECT id FROM deals ORDER BY id'));
  const part = await cursor.read(3);
  await cursor.close();
  return [part.map(plain), plain((await client.query('SELECT 1 AS one')).rows)];
});
await attempt('several', async () => (await client.query('SELECT 1 AS a; SELECT 2 AS b')).map(({ rows }) => plain(rows)));
await attempt('arrays', async () =>
  plain((await client.query('SELECT id FROM deals WHERE stage = ANY($1) ORDER BY id', [['NEGOTIATION', 'CLOSED_WON']])).rows));
await attempt('wrong', async () => {
  const error = await client.query('SELECT no_such_column FROM deals').catch((error) => error);
  return [error.code, error.severity, plain((await client.query('SELECT 1 AS one')).rows)];
});
await attempt('notices', async () => {
  const heard = [];
  client.on('notice', ({ severity, code }) => heard.push([severity, code]));
  await client.query('COMMIT');
  return heard;
});
await client.end();
const pool = new pg.Pool({ host, port, user, password, database, max: 4 });
await attempt('pool', async () => {
  const results = await Promise.all(Array.from({ length: 12 }, () => pool.query('SELECT count(*) FROM deals')));
  return results.map(({ rows }) => plain(rows));
});
await pool.end();
finish();
