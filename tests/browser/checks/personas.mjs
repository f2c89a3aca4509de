// Personas: the page offers those of the gateway, sends the key of the chosen one, says that answers
// differ, and keeps the choice while its tab is open.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { shown, text } from '../visit.mjs';
import { audit } from './access.mjs';

const PERSONAS = [
  { name: 'Channel manager', about: 'sees everything', key: 'key-of-manager' },
  { name: 'Partner user', about: 'sees his own partner.', key: 'key-of-partner' },
];
const stubs = (personas) => ({
  '/graphiql/personas.json': (route) => route.fulfill({ json: personas }),
});

export async function personasWork(visits, shot, colorScheme, plain) {
  const state = `${plain ? 'plain page' : 'GraphiQL'} with personas, ${colorScheme}`;
  // The gateway knows none of these keys.
  const keys = [];
  const forAnybody = (route) => {
    const { authorization, ...headers } = route.request().headers();
    if (!route.request().postData()?.includes('__schema')) keys.push(authorization);
    return route.continue({ headers });
  };
  const options = { colorScheme, plain, stubs: { ...stubs(PERSONAS), '/graphql': forAnybody } };
  const page = await visits.open(options);
  if (!plain) await shown(page);
  const select = page.getByRole('combobox', { name: 'Ask as' });
  await select.waitFor();
  assert.equal(await select.inputValue(), 'Channel manager', 'the first is chosen');
  const name = plain ? 'Run' : /^Execute query/;
  const run = page.getByRole('button', { name });
  const sent = async () => {
    const before = keys.length;
    await run.click();
    await until(() => keys.length > before, 'nothing is sent');
    return keys.at(-1);
  };
  assert.equal(await sent(), 'Bearer key-of-manager');
  await answered(page, plain, true);
  await select.focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await select.inputValue(), 'Partner user', 'the keyboard chooses');
  await page
    .getByRole('status')
    .getByText('You now ask as Partner user: sees his own partner. Answers differ')
    .waitFor();
  await answered(page, plain, false);
  assert.equal(await sent(), 'Bearer key-of-partner');
  await page.evaluate(axe.source);
  await audit(page, state);
  await shot(page, `${colorScheme}-5-personas${plain ? '-plain' : ''}`);
  await page.reload();
  if (!plain) await shown(page);
  assert.equal(await select.inputValue(), 'Partner user', 'a reload keeps the choice');
  assert.equal(await sent(), 'Bearer key-of-partner');
  await page.context().close();

  const without = await visits.open({ plain, stubs: stubs([]) });
  if (!plain) await shown(without);
  await without.getByRole('button', { name }).waitFor();
  assert.equal(await without.getByRole('combobox', { name: 'Ask as' }).count(), 0);
  await without.context().close();
}

/** Waits until there is an answer, or none any more. */
const answered = (page, plain, is) =>
  until(
    async () =>
      (plain
        ? await page.locator('#response').textContent()
        : await text(page, 'response.json')
      ).includes('"data"') === is,
    `the answer is ${is ? 'not there' : 'still there'}`,
  );

/** Waits until something is so. */
async function until(isSo, otherwise) {
  const begun = Date.now();
  while (!(await isSo())) {
    assert.ok(Date.now() - begun < 30_000, otherwise);
    await new Promise((go) => setTimeout(go, 50));
  }
}
