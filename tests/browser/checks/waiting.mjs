// The waiting screen: what the gateway is waiting for, until it is ready, or answers all the same.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { shown } from '../visit.mjs';
import { audit } from './access.mjs';

/** What a browser writes to its console about the answers that are waited for. */
const expected = ['status of 502', 'status of 503', 'ERR_FAILED'];
const busy = (body) => ({ status: 503, contentType: 'text/plain; charset=utf-8', body });
const screen = (page) => page.getByRole('region', { name: 'getting ready' });

/** What the gateway tells, one after the other, and what is shown of it. */
const TOLD = [
  ['the sources are asked what they hold; waiting for crm, erp\n', /waiting for crm, erp/],
  ['the partners are being read: 1200 records so far\n', /1200 records so far/],
  ['the partners are being read\ncrm: 1200 records so far\nerp: not asked yet\n', /erp: not asked/],
];

export async function waits(visits, shot) {
  for (const plain of [false, true]) {
    await opensByItself(visits, shot, plain);
    await opensWhenTold(visits, plain);
    await opensWithoutReadiness(visits, plain);
  }
  await opensWhenPartlyReady(visits);
}

const opened = (page, plain) => (plain ? page.locator('#query').waitFor() : shown(page));

async function opensByItself(visits, shot, plain) {
  let answer;
  const stubs = {
    '/health/ready': (route) => (answer ? route.fulfill(answer) : route.abort()),
    // Until it is ready the gateway turns operations away.
    '/graphql': (route) =>
      answer?.status === 200 ? route.fallback() : route.fulfill(busy('busy')),
  };
  const page = await visits.open({ plain, expected, colorScheme: 'dark', stubs });
  await screen(page).getByText('does not answer').waitFor();
  for (const [body, words] of TOLD) {
    answer = busy(body);
    await screen(page).getByText(words).waitFor();
  }
  assert.equal(await screen(page).getByRole('listitem').count(), 2);
  // A proxy's page is not shown.
  answer = { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' };
  await screen(page).getByText('not ready (502)').waitFor();
  await page.evaluate(axe.source);
  await audit(page, 'the waiting screen');
  await shot(page, plain ? '6-waiting-plain' : '6-waiting');
  answer = { status: 200, contentType: 'text/plain', body: 'ready\n' };
  await opened(page, plain);
  assert.equal(await screen(page).count(), 0);
  await page.context().close();
}

/** "Open now" does not wait for an answer that is under way. */
async function opensWhenTold(visits, plain) {
  let told = false;
  const ready = (route) =>
    told
      ? undefined
      : route.fulfill(busy('the partners are being read\n')).then(() => (told = true));
  const page = await visits.open({ plain, expected, stubs: { '/health/ready': ready } });
  await screen(page).getByText('the partners are being read').waitFor();
  await page.getByRole('button', { name: 'Open now' }).click();
  await opened(page, plain);
  await page.context().close();
}

async function opensWithoutReadiness(visits, plain) {
  const page = await visits.open({
    plain,
    expected: [...expected, 'status of 404'],
    stubs: { '/health/ready': (route) => route.fulfill({ status: 404, body: 'no such page' }) },
  });
  await opened(page, plain);
  await page.context().close();
}

/**
 * The gateway answers, though it says for good that it is not ready: no source's partners could be
 * read.
 */
async function opensWhenPartlyReady(visits) {
  const ready = (route) => route.fulfill(busy("no source's partners have been read yet\n"));
  const page = await visits.open({ plain: true, expected, stubs: { '/health/ready': ready } });
  await screen(page).getByText('no source').waitFor();
  await opened(page, true);
  await page
    .getByRole('status')
    .filter({ hasText: "Not everything is ready: no source's partners have been read yet" })
    .waitFor();
  await page.context().close();
}
