// Opens the GraphiQL page in a headless browser, uses it as a person would, and fails if it asks any other host for anything.
//
//     node run.mjs BASE_URL FOLDER
//
// BASE_URL (also from the environment) is where the gateway listens; screenshots go to FOLDER.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { positionals } = parseArgs({ allowPositionals: true });
const base = process.env.BASE_URL ?? positionals.shift();
const folder = resolve(positionals.shift() ?? 'screenshots');
if (!base) {
  console.error('Say where the gateway listens: BASE_URL=http://127.0.0.1:8080 node run.mjs FOLDER');
  process.exit(2);
}
const host = new URL(base).host;
await mkdir(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

const strangers = [];
const complaints = [];

/** A page that can reach the gateway and nothing else, and that remembers what it tried. */
async function open(colorScheme) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } });
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.host === host || url.protocol === 'data:' || url.protocol === 'blob:') return route.continue();
    strangers.push(url.href);
    return route.abort();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  await page.goto(new URL('/graphiql/', base).href);
  return page;
}

/** Chooses a theme in GraphiQL's own settings, and waits until the page wears it. */
async function wear(page, theme) {
  await page.getByRole('button', { name: 'Open settings dialog' }).click();
  await page.getByRole('dialog').getByRole('button', { name: theme, exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator(`body.graphiql-${theme.toLowerCase()}`).waitFor({ state: 'attached' });
}

const shot = (page, name) => page.screenshot({ path: join(folder, `${name}.png`) });

async function use(colorScheme) {
  const page = await open(colorScheme);
  assert.equal(await page.title(), 'channelgraph');

  // The schema is there once the documentation lists types.
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'Partner', exact: true }).waitFor();
  await shot(page, `${colorScheme}-1-documentation`);

  const tabs = await page.getByRole('tab').count();
  assert.ok(tabs >= 7, `there are ${tabs} tabs, and each example should have one`);

  // The first example: what the server sent, and what the page shows of it.
  const answered = page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith('/graphql') && !answer.request().postData()?.includes('__schema'));
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const answer = await (await answered).json();
  assert.equal(answer.errors, undefined, `the first example brought errors: ${JSON.stringify(answer.errors)}`);
  assert.ok(answer.data, 'the first example brought no data');
  const pane = page.locator('.graphiql-response');
  await pane.getByText('"data"').first().waitFor();
  assert.equal(await pane.getByText('"errors"').count(), 0, 'the response pane shows errors');

  await page.getByRole('button', { name: 'Show GraphiQL Explorer' }).click();
  await page.locator('.graphiql-explorer-root').getByText('partners', { exact: true }).first().waitFor();
  await shot(page, `${colorScheme}-2-explorer`);

  for (const theme of ['Light', 'Dark']) {
    await wear(page, theme);
    await shot(page, `${colorScheme}-3-${theme.toLowerCase()}`);
  }
  await page.context().close();
}

try {
  for (const scheme of ['light', 'dark']) await use(scheme);
  assert.deepEqual(strangers, [], 'the page asked other hosts');
  assert.deepEqual(complaints, [], 'the page complained');
  console.log(`The page works in both themes and asked no host but ${host}. Screenshots: ${folder}`);
} finally {
  await browser.close();
}
