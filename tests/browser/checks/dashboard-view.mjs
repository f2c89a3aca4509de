// What the dashboard shows stands in its address; rows lead further, and figures to their queries.
import assert from 'node:assert/strict';
import { shown, text } from '../visit.mjs';
import { dashboard, panel, ready, tile } from './dashboard.mjs';
import { run } from './use.mjs';

const parameters = (page) => Object.fromEntries(new URL(page.url()).searchParams);

export async function keepsItsView(visits, shot) {
  const page = await dashboard(visits);
  assert.deepEqual(parameters(page), {}, 'what is usual stands in the address');
  await choosesByKeyboard(page);
  const asked = parameters(page);
  assert.deepEqual(asked, { group: 'tier', attribution: 'sourced', currency: 'USD' });
  await page.reload();
  await ready(page);
  await panel(page, 'By tier').getByRole('row').nth(1).waitFor();
  assert.ok(await page.getByRole('checkbox', { name: 'Sourced' }).isChecked());
  assert.match(await page.locator('.key .days').innerText(), /USD · sourced deals/);

  await page.goBack();
  assert.deepEqual(parameters(page), { group: 'tier', currency: 'USD' });
  await ready(page);
  await opensAGroup(page);
  await opensAPartner(page, shot);
  await takesDays(page);
  await page.context().close();

  const odd = await dashboard(visits, { search: '?group=size&period=custom&from=2026-02-30' });
  assert.equal(
    await odd.getByRole('combobox', { name: 'Period', exact: true }).inputValue(),
    'last-12-months',
  );
  assert.equal(await odd.getByLabel('Group by').inputValue(), 'partner');
  await odd.context().close();
}

async function choosesByKeyboard(page) {
  await page.getByLabel('Group by').focus();
  await page.keyboard.press('ArrowDown');
  await ready(page);
  await page.getByLabel('Currency').focus();
  await page.keyboard.type('USD');
  await ready(page);
  await page.getByRole('checkbox', { name: 'Sourced' }).focus();
  await page.keyboard.press('Space');
  await ready(page);
}

/** A row of another dimension leads to its partners, and a button back to all. */
async function opensAGroup(page) {
  const link = panel(page, 'By tier').getByRole('link', { name: 'Gold' });
  await link.click();
  await ready(page);
  assert.deepEqual(parameters(page), { currency: 'USD', tier: 'Gold' });
  await panel(page, 'By partner').getByRole('row').nth(1).waitFor();
  await page.getByRole('button', { name: 'not only this tier' }).click();
  await ready(page);
  assert.equal(parameters(page).tier, undefined);
}

async function opensAPartner(page, shot) {
  const link = panel(page, 'By partner').locator('tbody').getByRole('link').first();
  const name = await link.innerText();
  await link.press('Enter');
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await ready(page);
  assert.ok(parameters(page).partner, 'the partner stands in the address');
  await panel(page, 'Deals won').getByRole('row').first().waitFor();
  assert.equal(await panel(page, 'By partner').count(), 0);
  await shot(page, '9-scorecard');
  await page.getByRole('button', { name: 'All partners' }).click();
  await panel(page, 'By partner').waitFor();
}

async function takesDays(page) {
  await ready(page);
  await page.getByRole('combobox', { name: 'Period', exact: true }).selectOption('Custom days');
  await page.getByRole('textbox', { name: 'From', exact: true }).fill('2026-03-01');
  await page.getByRole('textbox', { name: 'To', exact: true }).fill('2026-02-01');
  await page.getByRole('alert').getByText('before the first').waitFor();
  assert.equal(parameters(page).from, undefined, 'days in the wrong order are taken');
  await page.getByRole('textbox', { name: 'To', exact: true }).fill('2026-04-30');
  await ready(page);
  const { period, from, to } = parameters(page);
  assert.deepEqual([period, from, to], ['custom', '2026-03-01', '2026-04-30']);
}

/** Every figure has a link with its query, which GraphiQL opens, and which brings figures. */
export async function leadsToGraphiql(visits) {
  const page = await dashboard(visits, { search: '?attribution=sourced,fulfilled' });
  const links = await page.getByRole('link', { name: 'Open the query' }).count();
  // Lists are there if the schema has them.
  const lists = await page.locator('.panel.list').count();
  assert.equal(links, 12 + 6 + lists, 'tiles and panels have a link each');
  await tile(page, 'winRate').getByRole('link', { name: 'Open the query: Win rate' }).click();
  await shown(page);
  const query = await text(page, 'operation.graphql');
  assert.match(query, /^query WinRate\(/);
  assert.match(query, /\n {6}winRate\n/);
  const { attribution } = JSON.parse(await text(page, 'variables.json'));
  assert.deepEqual(attribution, ['SOURCED', 'FULFILLED']);
  // What AWS tells one record at a time may still be to come, which is an error beside the figures.
  await run(page, ['UPSTREAM_TIMEOUT']);
  await page.getByRole('link', { name: 'Dashboard' }).click();
  await ready(page);
  await page.context().close();
}
