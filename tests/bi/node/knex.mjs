// knex: its query builder, its schema questions and its streams.

import knex from 'knex';
import { asked, attempt, finish, plain } from './common.mjs';

const { host, port, user, password, database } = asked;
const db = knex({ client: 'pg', connection: { host, port, user, password, database }, searchPath: ['public'], pool: { min: 0, max: 3 } });

for (const name of Object.keys(asked.tables)) {
  await attempt(`has table/${name}`, () => db.schema.hasTable(name));
  await attempt(`has column/${name}`, () => db.schema.hasColumn(name, asked.tables[name][0]));
  await attempt(`columns/${name}`, async () => plain(await db(name).columnInfo()));
  await attempt(`rows/${name}`, async () => plain(await db(name).select(asked.tables[name]).orderBy(asked.orders[name]).limit(50)));
}
await attempt('stream', async () => {
  const rows = [];
  for await (const row of db('deals').select('id', 'amount').orderBy('id').stream()) rows.push(plain(row));
  return rows;
});
await attempt('group', async () =>
  plain(await db('deals').select('stage').count('* as n').sum('amount as total').groupBy('stage').orderBy('stage', 'asc', 'last')));
await attempt('join', async () =>
  plain(await db('deals as d').join('partners as p', 'p.id', 'd.partner_id').where('p.country', 'DE').whereIn('d.stage', ['NEGOTIATION', 'CLOSED_WON'])
    .whereNotNull('d.amount').select('d.id', 'p.name').orderBy('d.id').limit(20).offset(2)));
await attempt('like', async () => plain(await db('partners').whereILike('name', '%ACME%').orWhereBetween('tier_rank', [1, 2]).orderBy('id').pluck('id')));
await attempt('transaction', async () => plain(await db.transaction((trx) => trx('deals').count(), { readOnly: true, isolationLevel: 'repeatable read' })));
await attempt('first', async () => plain(await db('deals').where({ is_won: true }).orderBy('id').first('id', 'close_date')));
await db.destroy();
finish();
