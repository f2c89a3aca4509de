// Accessibility: axe finds nothing in any state of either page, in both themes; icons and the focus
// ring can be seen.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { run } from './use.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/**
 * GraphiQL's own markup, which no style can mend: a tab holds its close button; an entry of the
 * history has a name of its own.
 */
const UPSTREAM = {
  'nested-interactive': '.graphiql-tab',
  'label-content-name-mismatch': '.graphiql-history-item-label',
};

export async function isAccessible(visits, colorScheme) {
  const page = await visits.graphiql({ colorScheme });
  await run(page);
  // The editors colour their text a moment after they show it.
  await page.waitForFunction(
    () =>
      new Set(
        [...document.querySelectorAll('.graphiql-query-editor [class^=mtk]')].map(
          ({ className }) => className,
        ),
      ).size > 4,
  );
  await page.evaluate(axe.source);
  await audit(page, `GraphiQL, ${colorScheme}`);
  await page
    .getByRole('main')
    .getByRole('heading', { level: 1, name: /channelgraph/ })
    .waitFor({ state: 'attached' });
  await page.getByRole('navigation').getByRole('link', { name: 'Schema' }).waitFor();
  // Some colours differ under the mouse.
  await page.mouse.move(0, 0);
  await showsIcons(page);
  await showsFocus(page, 30);
  for (const pane of ['Documentation Explorer', 'History', 'GraphiQL Explorer']) {
    await page.getByRole('button', { name: `Show ${pane}` }).click();
    await page.getByRole('button', { name: `Hide ${pane}` }).waitFor();
    await audit(page, `${pane}, ${colorScheme}`);
  }
  for (const dialog of ['settings', 'short keys']) {
    await page.getByRole('button', { name: `Open ${dialog} dialog` }).click();
    await page.getByRole('dialog').waitFor();
    await audit(page, `${dialog}, ${colorScheme}`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.context().close();
}

export async function isPlainPageAccessible(visits, shot, colorScheme) {
  const page = await visits.open({ colorScheme, plain: true });
  assert.equal(await page.title(), 'channelgraph');
  await page.getByRole('button', { name: 'Run' }).click();
  await page.locator('#response').getByText('"data"').waitFor();
  assert.ok(!(await page.locator('#response').textContent()).includes('"errors"'));
  await page.evaluate(axe.source);
  await audit(page, `plain page, ${colorScheme}`);
  await page.getByRole('heading', { level: 1, name: 'channelgraph' }).waitFor();
  await showsFocus(page, 6);
  await shot(page, `${colorScheme}-4-plain`);
  await page.context().close();
}

/** Fails if axe finds a violation, anywhere in the page as it stands. */
export async function audit(page, state) {
  const { violations } = await page.evaluate(
    (tags) => axe.run(document, { resultTypes: ['violations'], runOnly: tags }),
    TAGS,
  );
  const found = violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !html.includes(UPSTREAM[id]?.slice(1) ?? '\0'))
      .map((node) => `${id}: ${node.target.join(' ')} ${node.any[0]?.message ?? ''}`),
  );
  assert.deepEqual(found, [], `axe found these in ${state}`);
}

/** Icons have 3:1 over their ground, which axe does not measure. */
async function showsIcons(page) {
  const icons = await page
    .locator('button:visible svg')
    .evaluateAll((icons) =>
      icons.map((icon) => [
        icon.closest('button').ariaLabel ?? icon.closest('button').className,
        window.contrast(getComputedStyle(icon).color, icon),
      ]),
    );
  assert.ok(icons.length >= 10, `there are ${icons.length} icons`);
  assert.deepEqual(
    icons.filter(([, ratio]) => ratio < 3),
    [],
    'these icons are too faint',
  );
}

/**
 * Whatever the Tab key reaches shows it: a ring of 2 pixels, with 3:1 over its ground, or a caret.
 */
export async function showsFocus(page, steps) {
  await page.evaluate(() => document.activeElement.blur());
  const unseen = [];
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press('Tab');
    const problem = await page.evaluate(() => {
      const focused = document.activeElement;
      const { outlineWidth, outlineStyle, outlineColor } = getComputedStyle(focused);
      if (focused === document.body || focused.closest('.monaco-editor')) return null;
      const seen =
        outlineStyle !== 'none' &&
        parseFloat(outlineWidth) >= 2 &&
        window.contrast(outlineColor, focused.parentElement) >= 3;
      return seen
        ? null
        : `${focused.outerHTML.slice(0, 90)}: ${outlineWidth} ${outlineStyle} ${outlineColor}`;
    });
    if (problem) unseen.push(problem);
  }
  assert.deepEqual(unseen, [], 'these do not show that they have the focus');
}
