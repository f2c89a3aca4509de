// Lists of the channel's work: asked for where the schema has them; what is shown of each, of all
// partners, of one, and where something is missing. The answers are made up here.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { audit } from './access.mjs';
import { dashboard, panel } from './dashboard.mjs';

const ALL = ['certifications', 'onboardings', 'campaigns'];
const DAY = 24 * 60 * 60 * 1000;
const inDays = (days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
const money = (amount, currency = 'EUR') => ({ amount: String(amount), currency });
const partner = { id: 'P1', name: 'Nordwind GmbH' };
const step = (name, state, order, required = true) => ({ name, state, order, required });

const NODES = {
  certifications: [
    {
      ...{ name: 'Cloud Architect', level: 'Expert', status: 'ACTIVE', partner },
      ...{ issuedAt: inDays(-700), expiresAt: inDays(12), person: { name: 'Ada Berg' } },
    },
    {
      ...{ name: 'Data Engineer', level: null, status: 'ACTIVE', partner: null },
      ...{ issuedAt: null, expiresAt: inDays(40), person: null },
    },
  ],
  onboardings: [
    {
      ...{ program: 'Reseller', status: 'BLOCKED', partner, appliedAt: '2026-01-05T09:00:00Z' },
      ...{ dueAt: inDays(-3), progress: 0.4 },
      steps: [
        step('Sign the contract', 'NOT_STARTED', 3),
        step('Join the webinar', 'NOT_STARTED', 1, false),
        step('Apply', 'DONE', 1),
        step('Check the company', 'IN_REVIEW', 2),
      ],
    },
    {
      ...{ program: null, status: 'APPLIED', partner, appliedAt: null },
      ...{ dueAt: inDays(30), progress: null, steps: null },
    },
  ],
  campaigns: [
    campaign('Spring fair', 2.5),
    campaign('Free', null),
    { ...campaign('Nobody tells', null), reported: null, results: null },
  ],
};

function campaign(name, roi) {
  const results = { leads: 12, dealsWon: 2, revenue: money(7000), roi };
  Object.assign(results, { influencedRevenue: money(900), cost: money(2000) });
  const reported = { deals: 3, revenue: money(8000, 'USD') };
  const days = { startsAt: inDays(-20), endsAt: inDays(10) };
  return { name, kind: 'Event', status: 'ACTIVE', partner, ...days, budget: null, reported, results };
}

/** Answers for the lists; `asked` remembers the questions. */
function stubsOf(asked = [], change = (list) => list) {
  const answers = async (route) => {
    const { query, variables } = route.request().postDataJSON();
    assert.doesNotMatch(query, /__(type|schema)/, 'many roles may not ask for the schema');
    const root = ALL.find((name) => query.includes(` ${name}(`));
    if (!root) return route.fallback();
    asked.push({ root, query, variables });
    const nodes = NODES[root];
    const pageInfo = { hasNextPage: false, endCursor: null };
    const all = { totalCount: nodes.length, missing: [], pageInfo, nodes };
    const list = change(all, root, variables);
    return route.fulfill({ json: list.errors ? list : { data: { [root]: list } } });
  };
  return { '/graphql': answers };
}

export async function showsLists(visits, shot) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await dashboard(visits, { colorScheme, stubs: stubsOf() });
    if (colorScheme === 'light') await saysAll(page);
    await page.evaluate(axe.source);
    await audit(page, `the lists of work, ${colorScheme}`);
    await panel(page, 'Campaigns').scrollIntoViewIfNeeded();
    await shot(page, `${colorScheme}-9-lists`);
    await page.setViewportSize({ width: 360, height: 740 });
    const full = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(full <= 360, `the page has ${full} pixels on 360`);
    await page.setViewportSize({ width: 760, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    const paper = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(paper <= 760, `the page has ${paper} pixels on paper of 760`);
    await panel(page, 'Campaigns').scrollIntoViewIfNeeded();
    await shot(page, `${colorScheme}-9-lists-printed`);
    await page.context().close();
  }
  await asksOfOnePartner(visits);
  await hasPages(visits);
  await tellsWhatIsMissing(visits);
}

/** The cells of a row, by the first of them. */
async function cellsOf(page, title, name) {
  const row = panel(page, title).locator('tbody tr').filter({ hasText: name });
  const cells = await row.locator('th, td').allInnerTexts();
  return cells.map((cell) => cell.replace(/\s+/g, ' ').trim());
}

async function saysAll(page) {
  const [first, who, person] = await cellsOf(page, 'Certifications that expire', 'Cloud');
  assert.deepEqual([first, who, person], ['Cloud Architect Expert', partner.name, 'Ada Berg']);
  const bare = await cellsOf(page, 'Certifications that expire', 'Data Engineer');
  assert.deepEqual(bare.slice(0, 4), ['Data Engineer', '–', '–', '–']);

  const late = await cellsOf(page, 'Onboarding', 'Reseller');
  assert.deepEqual(late.slice(2, 5), ['Blocked', 'Check the company', '40 %']);
  assert.match(late.at(-1), /\d Overdue$/);
  const early = await cellsOf(page, 'Onboarding', 'Applied');
  assert.deepEqual(early.slice(2, 5), ['Applied', '–', '–']);
  const bars = panel(page, 'Onboarding').locator('.share');
  assert.equal(await bars.count(), 1, 'there is a bar of what nobody tells');
  assert.doesNotMatch(early.at(-1), /Overdue/);

  const brought = async (name) => (await cellsOf(page, 'Campaigns', name)).slice(5);
  const known = ['€2,000', '12', '2', '€7,000', '€900', '250 %', '$8,000'];
  assert.deepEqual(await brought('Spring fair'), known);
  assert.deepEqual(await brought('Free'), known.with(5, '–'));
  assert.deepEqual(await brought('Nobody tells'), known.fill('–'));
  for (const title of ['Certifications that expire', 'Onboarding', 'Campaigns'])
    assert.match(await panel(page, title).locator('.coverage').innerText(), /Complete \d records/);
}

/** A row leads to its partner's scorecard, whose lists are this partner's alone. */
async function asksOfOnePartner(visits) {
  const asked = [];
  const page = await dashboard(visits, { stubs: stubsOf(asked) });
  const certifications = panel(page, 'Certifications that expire');
  assert.match(asked.find(({ root }) => root === 'campaigns').variables.from, /^\d{4}-\d\d-\d\d$/);
  const { from, to } = asked.find(({ root }) => root === 'certifications').variables;
  assert.equal((Date.parse(to) - Date.parse(from)) / DAY, 90);
  asked.length = 0;
  await certifications.getByRole('link', { name: partner.name }).click();
  await page.waitForURL(/partner=P1/);
  await certifications.locator('tbody tr').first().waitFor();
  assert.equal(await certifications.getByText(partner.name).count(), 0, 'its own name is no news');
  assert.ok(asked.length > 0);
  for (const { query, variables } of asked) {
    assert.equal(variables.partner, 'P1');
    assert.match(query, /filter: \{ partner: \{ eq: \$partner \}/);
  }
  await page.context().close();
}

async function hasPages(visits) {
  const asked = [];
  const half = (list, root, { after }) => {
    if (root !== 'campaigns') return list;
    const pageInfo = { hasNextPage: !after, endCursor: 'here' };
    const nodes = after ? list.nodes.slice(2) : list.nodes.slice(0, 2);
    return { ...list, totalCount: null, pageInfo, nodes };
  };
  const page = await dashboard(visits, { stubs: stubsOf(asked, half) });
  const campaigns = panel(page, 'Campaigns');
  await campaigns.getByText('2 records or more').waitFor();
  await campaigns.getByRole('button', { name: 'Show more' }).press('Enter');
  await campaigns.getByText('Nobody tells').waitFor();
  assert.equal(await campaigns.locator('tbody tr').count(), 3);
  assert.equal(asked.at(-1).variables.after, 'here');
  await page.context().close();
}

async function tellsWhatIsMissing(visits) {
  const change = (list, root) => {
    if (root === 'campaigns') {
      const error = { message: 'no', path: [root], extensions: { code: 'FORBIDDEN' } };
      return { data: { [root]: null }, errors: [error] };
    }
    if (root === 'onboardings') return { ...list, totalCount: 0, nodes: [] };
    const missing = [{ source: { name: 'aws' }, code: 'UPSTREAM_TIMEOUT', message: 'too late' }];
    const path = [root, 'nodes', 0, 'person'];
    const nodes = list.nodes.map((node) => ({ ...node, person: null }));
    const hidden = { message: 'personal', path, extensions: { code: 'FORBIDDEN' } };
    return { data: { [root]: { ...list, nodes, missing } }, errors: [hidden] };
  };
  const page = await dashboard(visits, { stubs: stubsOf([], change) });
  await panel(page, 'Campaigns').getByText('Not visible to your role').waitFor();
  await panel(page, 'Onboarding').getByText('No onboarding is under way').waitFor();
  const certifications = panel(page, 'Certifications that expire');
  await certifications.getByText('Incomplete: aws did not answer').click();
  await certifications.getByText('too late').waitFor();
  assert.equal((await cellsOf(page, 'Certifications that expire', 'Cloud'))[2], 'not visible');
  assert.equal((await cellsOf(page, 'Certifications that expire', 'Data'))[2], '–');
  await page.evaluate(axe.source);
  await audit(page, 'lists where something is missing');
  await page.context().close();
}
