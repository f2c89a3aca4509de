// The waiting screen: what the gateway is waiting for, until it is ready, or answers all the same.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { shown } from '../visit.mjs';
import { audit } from './access.mjs';

/** What a browser writes to its console about the answers that are waited for. */
const expected = ['status of 503', 'ERR_FAILED'];
const busy = (body, contentType = 'text/plain; charset=utf-8') => ({
  status: 503,
  contentType,
  body,
});
const screen = (page) => page.getByRole('region', { name: 'getting ready' });

/** Bodies that tell which sources are asked, and the lines that are shown of them. */
const TOLD = [
  [
    'The sources are being asked.\ncrm: 1200 records read\nerp: not answered yet\n',
    'text/plain',
    ['crm: 1200 records read', 'erp: not answered yet'],
  ],
  [
    JSON.stringify({
      state: 'The sources are being asked.',
      sources: [
        { name: 'crm', records: 1200 },
        { name: 'erp', state: 'waiting' },
      ],
    }),
    'application/json',
    ['crm: records 1200', 'erp: waiting'],
  ],
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
  const page = await visits.open({
    plain,
    expected,
    colorScheme: 'dark',
    ready: (route) => (answer ? route.fulfill(answer) : route.abort()),
  });
  await screen(page).getByText('does not answer').waitFor();
  for (const [body, type, lines] of TOLD) {
    answer = busy(body, type);
    await screen(page).getByText('The sources are being asked.').waitFor();
    await screen(page).getByText(lines[1]).waitFor();
    assert.deepEqual(await screen(page).getByRole('listitem').allInnerTexts(), lines);
  }
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
  const page = await visits.open({ plain, expected, ready });
  await screen(page).getByText('the partners are being read').waitFor();
  await page.getByRole('button', { name: 'Open now' }).click();
  await opened(page, plain);
  await page.context().close();
}

async function opensWithoutReadiness(visits, plain) {
  const page = await visits.open({
    plain,
    expected: [...expected, 'status of 404'],
    ready: (route) => route.fulfill({ status: 404, body: 'no such page' }),
  });
  await opened(page, plain);
  await page.context().close();
}

/**
 * The gateway answers, though it says for good that it is not ready: no source's partners could be
 * read.
 */
async function opensWhenPartlyReady(visits) {
  const page = await visits.open({
    plain: true,
    expected,
    ready: (route) => route.fulfill(busy("no source's partners have been read yet\n")),
  });
  await screen(page).getByText('no source').waitFor();
  await opened(page, true);
  await page
    .getByRole('status')
    .filter({ hasText: "Not everything is ready: no source's partners have been read yet" })
    .waitFor();
  await page.context().close();
}
