// Keyboard shortcuts: each works wherever the focus is, and is named rightly, on Linux and Windows,
// in Firefox, on a Mac.
import assert from 'node:assert/strict';
import { text, until, write } from '../visit.mjs';

const SYSTEMS = {
  'Linux and Windows': { prettify: 'Shift-Ctrl-P', run: 'Ctrl-Enter' },
  // Shift-Ctrl-P is Firefox's own there.
  Firefox: {
    prettify: 'Shift-Alt-F',
    run: 'Ctrl-Enter',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  },
  Mac: {
    prettify: 'Shift-Ctrl-P',
    run: 'Cmd-Enter',
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/142.0.0.0',
  },
};
const OTHERS = { merge: 'Shift-Ctrl-M', copy: 'Shift-Ctrl-C', refetch: 'Shift-Ctrl-R' };
/** Where the focus is: in no editor, and in each. */
const PLACES = [null, '.graphiql-query-editor', '.graphiql-editor-tool', '.graphiql-response'];

export async function shortcutsWork(visits) {
  for (const [system, { userAgent, ...keys }] of Object.entries(SYSTEMS)) {
    const page = await visits.graphiql({
      userAgent,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const labels = { ...keys, ...OTHERS };
    const names = [
      `Prettify query (${labels.prettify})`,
      `Merge fragments into query (${labels.merge})`,
      `Copy query (${labels.copy})`,
    ];
    for (const name of [
      ...names,
      `Re-fetch GraphQL schema (${labels.refetch})`,
      `Execute query (${labels.run})`,
    ]) {
      await page.getByRole('button', { name, exact: true }).waitFor();
    }
    await page.getByRole('button', { name: 'Open short keys dialog' }).click();
    const help = page.getByRole('dialog').getByRole('row', { name: 'Prettify editors' });
    assert.equal(
      (await help.getByRole('cell').first().innerText()).replaceAll(' + ', '-'),
      labels.prettify,
      `the help on ${system}`,
    );
    await page.keyboard.press('Escape');
    for (const place of system === 'Linux and Windows' ? PLACES : PLACES.slice(0, 2))
      await press(page, place, labels);
    if (system === 'Linux and Windows') await knowsLayouts(page);
    await page.context().close();
  }
}

/** Presses each shortcut with the focus in one place, and waits for what it does. */
async function press(page, place, labels) {
  const key = (label) =>
    page.keyboard.press(
      label.replace('Ctrl', 'Control').replace('Cmd', 'Meta').replaceAll('-', '+'),
    );
  const asked = (schema) =>
    page.waitForRequest(
      (request) =>
        request.url().endsWith('/graphql') && request.postData().includes('__schema') === schema,
    );
  if (place) await page.locator(`${place} .monaco-editor`).first().click();
  else await page.evaluate(() => document.activeElement.blur());

  await write(page, 'operation.graphql', 'query Names{__typename}');
  await key(labels.prettify);
  await until(page, 'operation.graphql', 'query Names {\n  __typename\n}\n');

  // The operation's name is in its tab once GraphiQL has parsed it, and merging needs that.
  await write(
    page,
    'operation.graphql',
    'query Merged { ...Part } fragment Part on Query { __typename }',
  );
  await page.getByRole('tab', { name: 'Merged' }).waitFor();
  await key(labels.merge);
  await until(page, 'operation.graphql', 'query Merged {\n  __typename\n}');

  await key(labels.copy);
  await page.waitForFunction(
    async (query) => (await navigator.clipboard.readText()) === query,
    await text(page, 'operation.graphql'),
  );

  await Promise.all([asked(false), key(labels.run)]);
  // It asks for the schema, and the page is not loaded anew as the browser would.
  await page.evaluate(() => (window.stayed = true));
  await Promise.all([asked(true), key(labels.refetch)]);
  assert.ok(await page.evaluate(() => window.stayed), 'the page was loaded anew');
  await page.locator('.graphiql-sidebar .graphiql-spin').waitFor({ state: 'detached' });
}

/**
 * The letter counts, not its place: on a French keyboard, M is beside L. Of a Greek one, the place
 * does.
 */
async function knowsLayouts(page) {
  for (const [key, code] of [
    ['M', 'Semicolon'],
    ['Μ', 'KeyM'],
  ]) {
    await write(
      page,
      'operation.graphql',
      `query ${code} { ...Part } fragment Part on Query { __typename }`,
    );
    await page.getByRole('tab', { name: code }).waitFor();
    await page.evaluate((init) => document.body.dispatchEvent(new KeyboardEvent('keydown', init)), {
      key,
      code,
      ctrlKey: true,
      shiftKey: true,
      bubbles: true,
      cancelable: true,
    });
    await until(page, 'operation.graphql', `query ${code} {\n  __typename\n}`);
  }
}
