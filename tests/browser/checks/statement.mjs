// The statement on a scorecard: amounts as the endpoint tells them, lines a page at a time, and the
// days by which it counts; on paper too.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { shown, text } from '../visit.mjs';
import { audit } from './access.mjs';
import { dashboard, panel, ready } from './dashboard.mjs';
import { run } from './use.mjs';

const STEPS = ['promised', 'claimed', 'earned', 'approved', 'paid'];

/** What the dashboard's usual period holds, of partners that are owed something. */
const QUERY = `{
  statements(first: 200, period: { last: { count: 12, of: MONTH, includeCurrent: true } }) {
    nodes {
      partner { id }
      ${STEPS.map((step) => `${step} { amount }`).join(' ')}
      differences { outstanding { amount } reasons }
      lines(first: 50) { totalCount }
    }
  }
}`;

/** The statement with the most lines of those with something outstanding. */
export async function aStatement(visits) {
  const page = await visits.open({ path: '/dashboard/' });
  const [persona] = await (
    await page.request.get(`${visits.base}/graphiql/personas.json`)
  ).json();
  const answer = await page.request.post(`${visits.base}/graphql`, {
    headers: persona ? { authorization: `Bearer ${persona.key}` } : {},
    data: { query: QUERY },
  });
  const { data } = await answer.json();
  await page.context().close();
  const owed = data.statements.nodes.filter(
    ({ differences, lines }) => Number(differences.outstanding?.amount) > 0 && lines.totalCount > 2,
  );
  assert.ok(owed.length > 0, 'no partner is owed anything on more than two lines');
  return owed.reduce((a, b) => (b.lines.totalCount > a.lines.totalCount ? b : a));
}

export const searchOf = ({ partner }) => `?partner=${encodeURIComponent(partner.id)}`;
export const statementOf = (page) => panel(page, 'Statement');
const linesOf = (page) =>
  statementOf(page).getByRole('region', { name: 'Lines of the statement' }).locator('tbody tr');
const parameter = (page, name) => new URL(page.url()).searchParams.get(name);

/** A number as people write it: `−$1,234.50`. */
const numberIn = (shown) => Number(shown.replace('−', '-').replace(/[^\d.-]/g, ''));

/** The amount that stands beside a name. */
async function amountOf(page, name) {
  const row = statementOf(page).locator('.bars tr, .facts > div').filter({ hasText: name });
  return numberIn(await row.locator('.number, dd').first().innerText());
}

export async function showsStatements(visits, shot) {
  const told = await aStatement(visits);
  const search = searchOf(told);
  for (const colorScheme of ['light', 'dark']) {
    const page = await dashboard(visits, { colorScheme, search });
    if (colorScheme === 'light') {
      await agrees(page, told);
      await hasPages(visits, search, await linesOf(page).allInnerTexts());
    }
    await page.evaluate(axe.source);
    await audit(page, `the statement, ${colorScheme}`);
    await countsByDay(page);
    await page.evaluate(axe.source);
    await audit(page, `the statement by the day of each amount, ${colorScheme}`);
    await statementOf(page).scrollIntoViewIfNeeded();
    await shot(page, `${colorScheme}-9-statement`);
    await page.context().close();
  }
  await isPrinted(visits, shot, search);
  await opensItsQuery(visits, search);
}

/** The page shows what the endpoint says. */
async function agrees(page, told) {
  const shown = await statementOf(page).locator('.bars .number').allInnerTexts();
  assert.deepEqual(
    shown.map(numberIn),
    STEPS.map((step) => Number(told[step].amount)),
  );
  assert.equal(await amountOf(page, 'Outstanding'), Number(told.differences.outstanding.amount));
  const reasons = statementOf(page).getByRole('list', { name: 'Why the amounts differ' });
  assert.equal(
    await reasons.getByRole('listitem').count(),
    told.differences.reasons.length,
    `not all of ${told.differences.reasons} are shown`,
  );
  const { totalCount } = told.lines;
  assert.equal(await linesOf(page).count(), Math.min(totalCount, 10));
  const shownOf = await statementOf(page).locator('.more-rows').innerText();
  assert.match(shownOf, new RegExp(`of ${totalCount}$`, 'm'));
  assert.match(await statementOf(page).locator('.coverage').innerText(), /omplete.*\d+ records?/);
  const balances = statementOf(page).getByText('Owed at the');
  assert.equal(await balances.count(), 0, 'a cohort has no balances');
}

/** The keyboard chooses the other days; the address keeps them, and so does a reload. */
async function countsByDay(page) {
  const choice = statementOf(page).getByLabel('counts');
  await choice.focus();
  await page.keyboard.press('ArrowDown');
  await statementOf(page).getByText('Owed at the start', { exact: true }).waitFor();
  await ready(page);
  assert.equal(parameter(page, 'basis'), 'cash');
  const [opening, approved, paid, closing] = [
    await amountOf(page, 'Owed at the start'),
    await amountOf(page, 'Approved'),
    await amountOf(page, 'Paid'),
    await amountOf(page, 'Owed at the end'),
  ];
  const off = Math.abs(opening + approved - paid - closing);
  assert.ok(off < 0.015, `${opening} + ${approved} - ${paid} is not ${closing}`);
  await page.goBack();
  await statementOf(page).getByText('Owed at the').first().waitFor({ state: 'detached' });
  assert.equal(parameter(page, 'basis'), null);
  await page.goForward();
  await page.reload();
  await ready(page);
  await statementOf(page).getByText('Owed at the end', { exact: true }).waitFor();
  assert.equal(await choice.inputValue(), 'cash');
}

/** Lines that do not fit on a page come when told, behind those that are there. */
async function hasPages(visits, search, whole) {
  const short = (route) => {
    const sent = route.request().postDataJSON();
    const query = sent.query.replace('lines(first: 10', 'lines(first: 2');
    return route.continue({ postData: JSON.stringify({ ...sent, query }) });
  };
  const page = await dashboard(visits, { search, stubs: { '/graphql': short } });
  assert.deepEqual(await linesOf(page).allInnerTexts(), whole.slice(0, 2));
  await statementOf(page).getByRole('button', { name: 'Show more' }).press('Enter');
  await linesOf(page).nth(2).waitFor();
  assert.deepEqual(await linesOf(page).allInnerTexts(), whole.slice(0, 4));
  await page.context().close();
}

/** Nothing of it is cut off on paper, or makes a narrow screen wider. */
async function isPrinted(visits, shot, search) {
  const page = await dashboard(visits, { search });
  await page.setViewportSize({ width: 360, height: 740 });
  const full = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(full <= 360, `the page has ${full} pixels on 360`);
  await statementOf(page).scrollIntoViewIfNeeded();
  await shot(page, '9-statement-narrow');
  await page.setViewportSize({ width: 760, height: 1000 });
  await page.emulateMedia({ media: 'print' });
  const paper = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(paper <= 760, `the page has ${paper} pixels on paper of 760`);
  assert.ok(await statementOf(page).getByLabel('counts').isHidden(), 'the choice is printed');
  await statementOf(page).getByText('What the period earned, with').waitFor();
  assert.ok(await linesOf(page).first().isVisible(), 'the lines are not printed');
  await statementOf(page).scrollIntoViewIfNeeded();
  await shot(page, '9-statement-printed');
  await page.context().close();
}

async function opensItsQuery(visits, search) {
  const page = await dashboard(visits, { search: `${search}&basis=cash&currency=EUR` });
  await statementOf(page).getByRole('link', { name: 'Open the query: Statement' }).click();
  await shown(page);
  assert.match(await text(page, 'operation.graphql'), /\n {4}statement\(period: \$period, /);
  const { basis, currency } = JSON.parse(await text(page, 'variables.json'));
  assert.deepEqual([basis, currency], ['CASH', 'EUR']);
  // What AWS tells one record at a time may still be to come, which is an error beside the figures.
  await run(page, ['UPSTREAM_TIMEOUT']);
  await page.context().close();
}
