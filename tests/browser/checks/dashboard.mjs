// The dashboard: figures with what they stand on, in both themes, on narrow screens and on paper.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { audit, showsFocus } from './access.mjs';

export const PATH = '/dashboard/';
const TILES = 12;

/** Opens the dashboard and waits for its figures. */
export async function dashboard(visits, options = {}) {
  const page = await visits.open({ path: PATH, ...options });
  await ready(page);
  return page;
}

/** Waits until no figure is waited for. */
export async function ready(page) {
  await page.locator('.tile .value, .tile .hidden').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('.skeleton, .stale'));
}

export const tile = (page, figure) => page.locator(`.tile[data-figure=${figure}]`);
export const panel = (page, name) => page.getByRole('region', { name, exact: true });

export async function showsFigures(visits, shot, colorScheme) {
  const page = await dashboard(visits, { colorScheme });
  assert.equal(await page.title(), 'Dashboard · channelgraph');
  await page.getByRole('heading', { level: 1, name: 'Channel performance' }).waitFor();
  assert.equal(await page.locator('.tile').count(), TILES);
  assert.match(await tile(page, 'revenue').locator('.value').innerText(), /\d/);
  assert.match(await tile(page, 'revenue').innerText(), /\d+ deals won/);
  assert.ok((await panel(page, 'By partner').getByRole('row').count()) > 1, 'no partner is shown');
  await showsColumns(page);
  // Each panel says what it stands on.
  for (const region of await page.locator('.key, .panel').all())
    assert.match(await region.locator('.coverage').innerText(), /omplete.*\d+ records?/);
  await page.evaluate(axe.source);
  await audit(page, `the dashboard, ${colorScheme}`);
  await opensDetails(page);
  await audit(page, `the dashboard with all details, ${colorScheme}`);
  await showsFocus(page, 40);
  await shot(page, `${colorScheme}-7-dashboard`);
  await page.context().close();
}

/** The drawing and the table behind it say the same, of as many intervals. */
async function showsColumns(page) {
  const trend = panel(page, 'Revenue and pipeline');
  const drawing = trend.getByRole('img');
  assert.match(await drawing.getAttribute('aria-label'), /Columns of revenue .* by month/);
  const columns = await drawing.locator('path.revenue').count();
  assert.ok(columns >= 12, `there are ${columns} months`);
  const rows = await trend.locator('tbody tr').count();
  assert.equal(rows, columns);
  await drawing.locator('.under').first().hover();
  await trend.locator('.legend b').first().waitFor();
}

async function opensDetails(page) {
  for (const summary of await page.locator('summary').all()) {
    await summary.focus();
    await page.keyboard.press('Enter');
  }
  assert.equal(await page.locator('details:not([open])').count(), 0, 'Enter opens details');
}

/** Nothing is wider than the screen, and on paper there is all that can be opened. */
export async function fits(visits, shot) {
  const page = await dashboard(visits);
  for (const width of [1024, 700, 400, 360]) {
    await page.setViewportSize({ width, height: 740 });
    const full = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(full <= width, `the page has ${full} pixels on ${width}`);
  }
  await shot(page, '8-dashboard-narrow');
  await page.setViewportSize({ width: 760, height: 1000 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.ok(await page.getByRole('form', { name: 'Filters' }).isHidden(), 'filters are printed');
  assert.ok(await page.locator('.query').first().isHidden(), 'links to queries are printed');
  assert.ok(await page.locator('.as-table td').first().isVisible(), 'the table is not printed');
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(ground, 'rgb(255, 255, 255)', 'paper is white, in dark colours too');
  await shot(page, '8-dashboard-printed');
  await page.context().close();
}

/** A binary without the dashboard says so, and leads to where the figures can be asked for. */
export async function isPlainDashboardHelpful(visits) {
  const page = await visits.open({ path: PATH, plain: true });
  await page.getByRole('heading', { name: 'built without the dashboard' }).waitFor();
  await page.evaluate(axe.source);
  await audit(page, 'the plain dashboard');
  const link = page.getByRole('link', { name: 'Open a query' });
  const { hash } = new URL(await link.getAttribute('href'), page.url());
  await page.context().close();
  const other = await visits.open({ plain: true, hash });
  await other.getByRole('button', { name: 'Run' }).click();
  const response = other.locator('#response');
  await response.getByText('"revenue"').waitFor();
  // What a source tells one record at a time may still be to come, which is an error beside data.
  assert.match(await response.textContent(), /"revenue":\s*\{\s*"count":\s*\d/);
  await other.context().close();
}
