// The dashboard where not all is well: sources that are missing, figures that are not for the
// caller, nothing at all, no network, callers who have to name themselves.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { audit } from './access.mjs';
import { dashboard, panel, PATH, ready, tile } from './dashboard.mjs';

const URL_OF_GRAPHQL = '/graphql';

/** Lets the gateway answer, and changes the figures in what it answers. */
const altered = (change) => ({
  [URL_OF_GRAPHQL]: async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    const figures = json.data?.performance ?? json.data?.partner?.performance;
    if (figures) change(figures, json);
    await route.fulfill({ response, json });
  },
});

const incomplete = altered(({ coverage }) =>
  Object.assign(coverage, {
    complete: false,
    missing: [{ source: { name: 'erp' }, code: 'UPSTREAM_TIMEOUT', message: 'no answer in 10 s' }],
    unconverted: 3,
    undated: 14,
    unmapped: ['leads'],
  }),
);

const forbidden = altered(({ total }, json) => {
  if (!total) return;
  for (const field of ['mdf', 'incentiveCost'].filter((field) => field in total)) {
    total[field] = null;
    const path = ['performance', 'total', field];
    const error = { message: 'not for readers', path, extensions: { code: 'FORBIDDEN' } };
    json.errors = [...(json.errors ?? []), error];
  }
});

const empty = altered((figures) => {
  if (figures.rows) Object.assign(figures, { rows: [], rowCount: 0 });
});

export async function tellsWhatIsMissing(visits, shot) {
  await tellsOfSources(visits, shot);
  await tellsOfRights(visits, shot);
  await tellsOfNothing(visits);
  await outlivesTheNetwork(visits);
}

async function tellsOfSources(visits, shot) {
  const page = await dashboard(visits, { stubs: incomplete });
  await page.getByRole('status').getByText('These figures are incomplete: erp').waitFor();
  const coverage = panel(page, 'By partner').locator('.coverage');
  await coverage.getByText('Incomplete: erp did not answer').click();
  for (const words of [
    'no answer in 10 s',
    '14 left out',
    '3 amounts left out',
    'No figure for leads',
  ])
    await coverage.getByText(words).waitFor();
  await page.evaluate(axe.source);
  await audit(page, 'the incomplete dashboard');
  await shot(page, '8-dashboard-incomplete');
  await page.context().close();
}

async function tellsOfRights(visits, shot) {
  const page = await dashboard(visits, { stubs: forbidden });
  for (const figure of ['mdf', 'incentiveCost'])
    await tile(page, figure).getByText('Not visible to your role').waitFor();
  await panel(page, 'Market development funds').getByText('Not visible to your role').waitFor();
  assert.match(await tile(page, 'revenue').innerText(), /deals won/, 'the others are shown');
  await page.evaluate(axe.source);
  await audit(page, 'the dashboard of a reader');
  await shot(page, '8-dashboard-forbidden');
  await page.context().close();
}

async function tellsOfNothing(visits) {
  const page = await dashboard(visits, { stubs: empty });
  await panel(page, 'By partner').getByText('No records match').waitFor();
  await panel(page, 'Revenue and pipeline').getByText('Nothing was won').waitFor();
  await page.context().close();
}

/** Without a network each panel says so, and tries again when told. */
async function outlivesTheNetwork(visits) {
  const page = await dashboard(visits, { expected: ['ERR_FAILED'] });
  const before = await tile(page, 'revenue').locator('.value').innerText();
  const cut = (route) => route.abort();
  await page.route(visits.base + URL_OF_GRAPHQL, cut);
  await page.getByLabel('Compare with').selectOption('Nothing');
  await page.getByRole('alert').getByText('The gateway did not answer').first().waitFor();
  await page.evaluate(axe.source);
  await audit(page, 'the dashboard without a network');
  await page.unroute(visits.base + URL_OF_GRAPHQL, cut);
  await panel(page, 'Key figures').getByRole('button', { name: 'Try again' }).click();
  await tile(page, 'revenue').locator('.value').waitFor();
  assert.equal(await tile(page, 'revenue').locator('.value').innerText(), before);
  await page.context().close();
}

/** Who asks on behalf of a partner sees that partner's scorecard, whatever the address says. */
export async function showsOnePartner(visits) {
  const [id, name] = await anyPartner(visits);
  const asked = [];
  const stubs = {
    [URL_OF_GRAPHQL]: async (route) => {
      const { query, variables } = route.request().postDataJSON();
      if (query.includes('query Viewer')) {
        return route.fulfill({ json: { data: { viewer: { partner: { id, name } } } } });
      }
      // What can be asked for at all is nobody's.
      if (!query.includes('query Roots')) asked.push(variables.partner);
      return route.fallback();
    },
  };
  const page = await dashboard(visits, { stubs, search: '?partner=another&group=tier' });
  await page.getByRole('heading', { level: 1, name }).waitFor();
  assert.ok(asked.length > 0 && asked.every((partner) => partner === id), `it asked for ${asked}`);
  assert.equal(await page.getByRole('button', { name: 'All partners' }).count(), 0);
  assert.equal(await page.getByLabel('Group by').count(), 0);
  await page.context().close();
}

async function anyPartner(visits) {
  const page = await dashboard(visits);
  const link = panel(page, 'By partner').locator('tbody').getByRole('link').first();
  const id = new URL(await link.getAttribute('href'), page.url()).searchParams.get('partner');
  const name = await link.innerText();
  await page.context().close();
  return [id, name];
}

/** The token is sent, and stands nowhere after a reload. */
export async function needsAToken(visits) {
  const refusal = { message: 'no credentials', extensions: { code: 'UNAUTHENTICATED' } };
  const stubs = {
    '/graphiql/personas.json': (route) => route.fulfill({ json: [] }),
    [URL_OF_GRAPHQL]: (route) => {
      const { authorization, ...headers } = route.request().headers();
      if (authorization === 'Bearer let-me-in') return route.continue({ headers });
      return route.fulfill({ status: 401, json: { errors: [refusal] } });
    },
  };
  const page = await visits.open({ path: PATH, stubs, expected: ['status of 401'] });
  await page.getByRole('heading', { name: 'Who asks?' }).waitFor();
  await page.evaluate(axe.source);
  await audit(page, 'the question for a token');
  await page.getByLabel('Token or key').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('no credentials').waitFor();
  await page.getByLabel('Token or key').fill('Bearer let-me-in');
  await page.getByRole('button', { name: 'Show the figures' }).click();
  await ready(page);
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
  );
  assert.ok(!kept.includes('let-me-in'), 'the token is kept');
  await page.reload();
  await page.getByRole('heading', { name: 'Who asks?' }).waitFor();
  await page.context().close();
}
