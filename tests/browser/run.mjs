// Opens GraphiQL, the dashboard and the plain pages in a headless browser, uses them as a person
// would, and fails if they ask any other host for anything.
//
//     node run.mjs BASE_URL FOLDER
//
// BASE_URL (also from the environment) is where the gateway listens; screenshots go to FOLDER.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { isAccessible, isPlainPageAccessible } from './checks/access.mjs';
import { fits, isPlainDashboardHelpful, showsFigures } from './checks/dashboard.mjs';
import { needsAToken, showsOnePartner, tellsWhatIsMissing } from './checks/dashboard-states.mjs';
import { keepsItsView, leadsToGraphiql } from './checks/dashboard-view.mjs';
import { isStacked } from './checks/layout.mjs';
import { linksWork, plainLinksWork } from './checks/links.mjs';
import { showsLists } from './checks/lists.mjs';
import { personasWork } from './checks/personas.mjs';
import { shortcutsWork } from './checks/shortcuts.mjs';
import { showsStatements } from './checks/statement.mjs';
import { tellsOfStatements } from './checks/statement-states.mjs';
import { use } from './checks/use.mjs';
import { waits } from './checks/waiting.mjs';
import { complaints, strangers, Visits } from './visit.mjs';

const { positionals } = parseArgs({ allowPositionals: true });
const base = process.env.BASE_URL ?? positionals.shift();
const folder = resolve(positionals.shift() ?? 'screenshots');
if (!base) {
  console.error(
    'Say where the gateway listens: BASE_URL=http://127.0.0.1:8080 node run.mjs FOLDER',
  );
  process.exit(2);
}
await mkdir(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const visits = new Visits(browser, new URL(base).origin);
const shot = (page, name) => page.screenshot({ path: join(folder, `${name}.png`) });

/**
 * Of each stage two lanes run at a time; the browser has one clipboard, so what uses it is in one
 * lane. What figures stand on is read by the first look at them, at the pace of the slowest source;
 * two at once would read it twice.
 */
const stages = [
  [
    {
      'in light colours': () => use(visits, shot, 'light'),
      'in dark colours': () => use(visits, shot, 'dark'),
      shortcuts: () => shortcutsWork(visits),
      links: () => linksWork(visits),
      'links of the plain page': () => plainLinksWork(visits),
      'personas in light colours': () => personasWork(visits, shot, 'light', false),
    },
    {
      'accessible in light colours': () => isAccessible(visits, 'light'),
      'accessible in dark colours': () => isAccessible(visits, 'dark'),
      'plain page in light colours': () => isPlainPageAccessible(visits, shot, 'light'),
      'plain page in dark colours': () => isPlainPageAccessible(visits, shot, 'dark'),
      'personas in dark colours': () => personasWork(visits, shot, 'dark', false),
      'personas of the plain page': () => personasWork(visits, shot, 'dark', true),
      'narrow screens': () => isStacked(visits, shot),
      waiting: () => waits(visits, shot),
    },
  ],
  [{ 'first look at the dashboard': () => showsFigures(visits, shot, 'light') }],
  [
    {
      'dashboard on narrow screens and paper': () => fits(visits, shot),
      'view of the dashboard': () => keepsItsView(visits, shot),
      'queries of the dashboard': () => leadsToGraphiql(visits),
      statements: () => showsStatements(visits, shot),
    },
    {
      'dashboard in dark colours': () => showsFigures(visits, shot, 'dark'),
      'states of the dashboard': () => tellsWhatIsMissing(visits, shot),
      'dashboard of one partner': () => showsOnePartner(visits),
      'dashboard with a token': () => needsAToken(visits),
      'lists of work': () => showsLists(visits, shot),
      'states of statements': () => tellsOfStatements(visits, shot),
      'plain dashboard': () => isPlainDashboardHelpful(visits),
    },
  ],
];

async function runLane(checks) {
  for (const [name, check] of Object.entries(checks)) {
    const begun = Date.now();
    await check().catch((problem) => {
      throw new Error(`${name}: ${problem.message}`, { cause: problem });
    });
    console.log(`ok  ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  }
}

try {
  for (const lanes of stages) await Promise.all(lanes.map(runLane));
  assert.deepEqual(strangers, [], 'the page asked other hosts');
  assert.deepEqual(complaints, [], 'the page complained');
  console.log(
    `The pages work, and asked no host but ${new URL(base).host}. Screenshots: ${folder}`,
  );
} finally {
  await browser.close();
}
