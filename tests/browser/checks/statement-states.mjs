// Statements where not all is well: not for the caller, not mapped, without lines, a source or a
// network; and the statement of a partner's own user.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { audit } from './access.mjs';
import { dashboard, ready } from './dashboard.mjs';
import { aStatement, searchOf, statementOf } from './statement.mjs';

const AMOUNTS = ['promised', 'claimed', 'earned', 'approved', 'paid'];

/** Lets the gateway answer, and changes the statement in what it answers. */
const altered = (change) => ({
  '/graphql': async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    if (json.data?.partner && 'statement' in json.data.partner) change(json.data.partner, json);
    await route.fulfill({ response, json });
  },
});

const forbidden = altered((partner, json) => {
  partner.statement = null;
  const [message, path] = ['not for readers', ['partner', 'statement']];
  json.errors = [{ message, path, extensions: { code: 'FORBIDDEN' } }];
});

const unmapped = altered(({ statement }) => {
  for (const name of AMOUNTS) statement[name] = null;
  statement.coverage.unmapped = AMOUNTS;
});

const partly = altered(({ statement }) => {
  statement.paid = null;
  Object.assign(statement.differences, { outstanding: null, reasons: ['LATER_ADDED'] });
  Object.assign(statement.coverage, {
    complete: false,
    missing: [{ source: { name: 'erp' }, code: 'UPSTREAM_TIMEOUT', message: 'no answer in 10 s' }],
    unmapped: ['paid'],
  });
});

const empty = altered(({ statement }) => {
  statement.lines = { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };
});

export async function tellsOfStatements(visits, shot) {
  const search = searchOf(await aStatement(visits));
  await says(visits, search, forbidden, 'Not visible to your role', shot);
  await says(visits, search, unmapped, 'No source maps what these stand on');
  await says(visits, search, empty, 'Nothing was promised');
  await tellsOfParts(visits, search, shot);
  await waitsAndAsksAgain(visits, search);
  await showsTheOwn(visits);
}

/** One state of the statement in words, beside figures that are shown. */
async function says(visits, search, stubs, words, shot) {
  const page = await dashboard(visits, { search, stubs });
  await statementOf(page).getByText(words).waitFor();
  assert.equal(await statementOf(page).locator('table').count(), 0, `there are amounts: ${words}`);
  await page.locator('.tile .value').first().waitFor();
  await page.evaluate(axe.source);
  await audit(page, `the statement that says: ${words}`);
  await statementOf(page).scrollIntoViewIfNeeded();
  if (shot) await shot(page, '9-statement-forbidden');
  await page.context().close();
}

/** An amount that nothing tells is a dash, never a 0; a reason of a later schema is told. */
async function tellsOfParts(visits, search, shot) {
  const page = await dashboard(visits, { search, stubs: partly });
  const paid = statementOf(page).locator('.bars tr').filter({ hasText: 'Paid' });
  assert.equal(await paid.locator('.number').innerText(), '–');
  const outstanding = statementOf(page).locator('.facts > div').filter({ hasText: 'Outstanding' });
  assert.equal(await outstanding.locator('dd').innerText(), '–');
  await statementOf(page).getByText('Later added').waitFor();
  const coverage = statementOf(page).locator('.coverage');
  await coverage.getByText('Incomplete: erp did not answer').click();
  await coverage.getByText('No figure for paid').waitFor();
  await page.evaluate(axe.source);
  await audit(page, 'the incomplete statement');
  await shot(page, '9-statement-incomplete');
  await page.context().close();
}

/** While nothing has come it is busy; without a network it says so, and asks again when told. */
async function waitsAndAsksAgain(visits, search) {
  let [fail, down] = [null, true];
  const held = new Promise((go) => {
    fail = go;
  });
  const stubs = {
    '/graphql': async (route) => {
      const { query } = route.request().postDataJSON();
      if (!down || !query.includes('query Statement(')) return route.fallback();
      await held;
      return route.abort();
    },
  };
  const expected = ['ERR_FAILED'];
  const page = await visits.open({ path: '/dashboard/', search, stubs, expected });
  await statementOf(page).locator('.skeleton').waitFor();
  assert.equal(await statementOf(page).getAttribute('aria-busy'), 'true');
  fail();
  await statementOf(page).getByRole('alert').getByText('The gateway did not answer').waitFor();
  await page.locator('.tile .value').first().waitFor();
  down = false;
  await statementOf(page).getByRole('button', { name: 'Try again' }).click();
  await statementOf(page).locator('.bars').waitFor();
  assert.equal(await statementOf(page).getAttribute('aria-busy'), 'false');
  await page.context().close();
}

/** A partner's user is shown the statement of his partner, whatever the address says. */
async function showsTheOwn(visits) {
  const asked = [];
  const page = await dashboard(visits, {
    stubs: {
      '/graphql': (route) => {
        const { query, variables } = route.request().postDataJSON();
        if (query.includes('query Statement(')) asked.push(variables.partner);
        return route.fallback();
      },
    },
  });
  const own = page.waitForResponse((answer) => answer.request().postData()?.includes('Viewer'));
  await page.getByRole('combobox', { name: 'Ask as' }).selectOption("Partner's user");
  const { data } = await (await own).json();
  await statementOf(page).locator('.coverage').waitFor();
  await ready(page);
  assert.deepEqual([...new Set(asked)], [data.viewer.partner.id]);
  assert.equal(await statementOf(page).locator('.trouble').count(), 0, 'it is not visible to him');
  await page.context().close();
}
