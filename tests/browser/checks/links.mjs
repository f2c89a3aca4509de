// Links that carry a query and its variables: one that is copied opens the same elsewhere, and no
// server ever sees it.
import assert from 'node:assert/strict';
import { shown, text, until, write } from '../visit.mjs';

const QUERY = `# +100 % & more = "Überall" 👋
query Linked($country: String) {
  partners(filter: { country: { eq: $country } }, first: 1) {
    totalCount
  }
}
`;
const VARIABLES = '{\n  "country": "AT"\n}';
const permissions = ['clipboard-read', 'clipboard-write'];
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());
const notice = (page, words) => page.getByRole('status').filter({ hasText: words }).waitFor();

/** Links that are none, and what is said of them. */
const MALFORMED = {
  '#query=%E0%A4%A': 'percent signs',
  '#variables=%7B%7D': 'query is empty',
  '#somewhere': 'something else',
  '#query=%7Ba%7D&headers=x': 'something else',
  '#query=%7Ba%7D&variables=%7B': 'not JSON',
  '#query=%7Ba%7D&variables=%5B1%5D': 'not a JSON object',
  [`#query=${'a'.repeat(16_001)}`]: '16000 is the most',
};

export async function linksWork(visits) {
  const page = await visits.graphiql({ permissions });
  await write(page, 'operation.graphql', QUERY);
  await write(page, 'variables.json', `// GraphiQL takes comments.\n${VARIABLES}`);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await notice(page, 'copied');
  const link = new URL(await copied(page));
  assert.equal(link.origin + link.pathname + link.search, `${visits.base}/graphiql/`);
  assert.ok(link.hash.length > 1);

  await write(page, 'operation.graphql', `{ ${'a'.repeat(16_001)} }`);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await notice(page, '16000 is the most');
  await page.getByRole('button', { name: 'Close the notice' }).click();
  await write(page, 'operation.graphql', '{ __typename }');
  await write(page, 'variables.json', '{');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await notice(page, 'not JSON');
  await page.context().close();

  await opens(visits, link.hash);
  await refuses(visits);
}

/**
 * Opens a link where nobody has been, over tabs of an earlier visit, and in a page that is open
 * already.
 */
async function opens(visits, hash) {
  const seen = [];
  const page = await visits.graphiql({ hash });
  page.on('request', (request) => seen.push(request.url()));
  await holds(page);
  assert.equal(await page.getByRole('tab', { selected: true }).innerText(), 'Linked');
  assert.equal(await page.evaluate(() => location.hash), '', 'the link stays in the address');
  assert.equal(await text(page, 'response.json'), '', 'a link must not run by itself');

  // What was typed since is not overwritten by a reload.
  await write(page, 'operation.graphql', 'query Typed { __typename }');
  await page.getByRole('tab', { name: 'Typed' }).waitFor();
  await page.waitForFunction(() => localStorage.getItem('graphiql:tabState').includes('Typed'));
  await page.reload();
  await shown(page);
  assert.equal(await text(page, 'operation.graphql'), 'query Typed { __typename }');

  const tabs = await page.getByRole('tab').count();
  await page.evaluate((hash) => (location.hash = hash), hash);
  await until(page, 'operation.graphql', QUERY);
  await holds(page);
  assert.equal(await page.getByRole('tab').count(), tabs + 1);
  assert.deepEqual(
    seen.filter((url) => url.includes('Linked')),
    [],
    'a server saw the link',
  );
  await page.context().close();
}

async function holds(page) {
  assert.equal(await text(page, 'operation.graphql'), QUERY);
  assert.equal(await text(page, 'variables.json'), VARIABLES);
}

/**
 * A malformed link changes nothing, and the page says why. Both pages read links by the same code.
 */
async function refuses(visits) {
  const page = await visits.open({ hash: '#query=', plain: true });
  await notice(page, 'query is empty');
  const before = await page.locator('#query').inputValue();
  assert.match(before, /^query Partners/);
  for (const [hash, words] of Object.entries(MALFORMED)) {
    await page.evaluate((hash) => (location.hash = hash), hash);
    await notice(page, words);
    assert.equal(await page.locator('#query').inputValue(), before, `${hash} changed the query`);
  }
  await page.context().close();
}

export async function plainLinksWork(visits) {
  const page = await visits.open({ plain: true, permissions });
  await page.locator('#query').fill(QUERY);
  await page.locator('#variables').fill(VARIABLES);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await notice(page, 'copied');
  const { hash } = new URL(await copied(page));
  await page.context().close();

  const other = await visits.open({ plain: true, hash });
  assert.equal(await other.getByLabel('Query').inputValue(), QUERY);
  assert.equal(await other.getByLabel('Variables').inputValue(), VARIABLES);
  await other.getByLabel('Query').press('Control+Enter');
  await other.locator('#response').getByText('"totalCount"').waitFor();
  // Without the right to the clipboard the link stands in the address.
  await other.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await other.getByRole('button', { name: 'Copy link' }).click();
  await notice(other, 'address bar');
  assert.equal(await other.evaluate(() => location.hash), hash);
  await other.context().close();
}
