// sequelize: what it describes of tables, and queries of models made from that.

import { Op, Sequelize } from 'sequelize';
import { asked, attempt, finish, plain } from './common.mjs';

const { host, port, user, password, database } = asked;
const db = new Sequelize(database, user, password, { host, port, dialect: 'postgres', logging: false, pool: { max: 2 } });
const questions = db.getQueryInterface();

await attempt('authenticate', async () => plain(await db.authenticate()));
await attempt('tables', async () => (await questions.showAllTables()).map(plain).sort());
await attempt('schemas', async () => plain(await questions.showAllSchemas()));
for (const name of Object.keys(asked.tables)) {
  await attempt(`describe/${name}`, async () => plain(await questions.describeTable(name)));
  await attempt(`indexes/${name}`, async () => (await questions.showIndex(name)).map((one) => plain({ ...one, indkey: undefined, relid: undefined })));
  await attempt(`foreign keys/${name}`, async () => {
    // It asks for them in no order.
    const found = await questions.getForeignKeyReferencesForTable(name);
    return plain(found.sort((one, other) => (one.constraintName < other.constraintName ? -1 : 1)));
  });
}
await attempt('model', async () => {
  const columns = await questions.describeTable('deals');
  const fields = Object.fromEntries(Object.entries(columns).map(([name, { type, primaryKey }]) => [name, { type, primaryKey }]));
  const Deal = db.define('deals', fields, { timestamps: false, freezeTableName: true });
  const { count, rows } = await Deal.findAndCountAll({
    where: { stage: { [Op.in]: ['NEGOTIATION', 'CLOSED_WON'] }, amount: { [Op.gt]: 0 } },
    order: [['id', 'ASC']],
    limit: 10,
  });
  return [count, rows.map((row) => plain(row.get({ plain: true })))];
});
await attempt('raw', async () =>
  plain(await db.query('SELECT id FROM deals WHERE stage = :stage ORDER BY id', { replacements: { stage: 'NEGOTIATION' }, type: 'SELECT' })));
await attempt('bound', async () => plain(await db.query('SELECT id FROM deals WHERE stage = $1 ORDER BY id', { bind: ['NEGOTIATION'], type: 'SELECT' })));
await db.close();
finish();
