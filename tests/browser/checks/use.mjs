// Uses GraphiQL as a newcomer would: reads the documentation, runs the first example, opens the
// explorer, changes the theme.
import assert from 'node:assert/strict';
import { shown, text } from '../visit.mjs';

export async function use(visits, shot, colorScheme) {
  const page = await visits.graphiql({ colorScheme });
  assert.equal(await page.title(), 'channelgraph');

  // The schema is there once the documentation lists types.
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page
    .locator('.graphiql-doc-explorer')
    .getByRole('link', { name: 'Partner', exact: true })
    .waitFor();
  await shot(page, `${colorScheme}-1-documentation`);

  const tabs = await page.getByRole('tab').count();
  assert.ok(tabs >= 7, `there are ${tabs} tabs, and each example should have one`);
  await showsVariables(page, tabs);

  await run(page);
  await page.getByRole('button', { name: 'Show GraphiQL Explorer' }).click();
  await page
    .locator('.graphiql-explorer-root')
    .getByText('partners', { exact: true })
    .first()
    .waitFor();
  await shot(page, `${colorScheme}-2-explorer`);

  for (const theme of ['Light', 'Dark']) {
    await wear(page, theme);
    await shot(page, `${colorScheme}-3-${theme.toLowerCase()}`);
  }
  await page.context().close();
}

/**
 * Each example opens with all the variables that it declares, and so does the first one again after
 * a reload.
 */
async function showsVariables(page, tabs) {
  for (let index = tabs - 1; index >= 0; index -= 1) {
    await page.getByRole('tab').nth(index).getByRole('button').first().click();
    const query = await text(page, 'operation.graphql');
    const declared = [
      ...(query.match(/^query[^{]*?\(([^]*?)\)\s*\{$/m)?.[1] ?? '').matchAll(/\$(\w+)\s*:/g),
    ].map(([, name]) => name);
    const filled = JSON.parse((await text(page, 'variables.json')) || '{}');
    assert.deepEqual(Object.keys(filled), declared, `the variables of tab ${index + 1}`);
  }
  const first = await text(page, 'variables.json');
  assert.deepEqual(JSON.parse(first), { country: 'DE', tier: 'Gold' });
  await page.locator('.graphiql-editor-tool').getByText('"country"').waitFor();
  // GraphiQL keeps what is open half a second later.
  await page.waitForFunction(
    (first) =>
      localStorage['graphiql:variables'] === first &&
      JSON.parse(localStorage['graphiql:tabState']).activeTabIndex === 0,
    first,
  );
  await page.reload();
  await shown(page);
  assert.equal(await text(page, 'variables.json'), first, 'after a reload the variables are gone');
}

/**
 * Runs what is open: what the server sent, and what the page shows of it. No error may be in it but
 * those whose codes are expected.
 */
export async function run(page, expected = []) {
  const answered = page.waitForResponse(
    (answer) =>
      new URL(answer.url()).pathname.endsWith('/graphql') &&
      !answer.request().postData()?.includes('__schema'),
  );
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const answer = await (await answered).json();
  const errors = answer.errors ?? [];
  const unexpected = errors.filter(({ extensions }) => !expected.includes(extensions?.code));
  assert.deepEqual(unexpected, [], 'the query brought errors');
  assert.ok(answer.data, 'the query brought no data');
  const pane = page.locator('.graphiql-response');
  await pane.getByText('"data"').first().waitFor();
  if (errors.length === 0)
    assert.equal(await pane.getByText('"errors"').count(), 0, 'the response pane shows errors');
}

/** Chooses a theme in GraphiQL's own settings, and waits until the page wears it. */
async function wear(page, theme) {
  await page.getByRole('button', { name: 'Open settings dialog' }).click();
  await page.getByRole('dialog').getByRole('button', { name: theme, exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator(`body.graphiql-${theme.toLowerCase()}`).waitFor({ state: 'attached' });
}
