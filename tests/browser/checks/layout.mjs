// Narrow screens: the editor stands above the result, and nothing is wider than the screen.
import assert from 'node:assert/strict';
import { shown } from '../visit.mjs';

export async function isStacked(visits, shot) {
  const page = await visits.graphiql();
  await check(page, '.graphiql-editors', '.graphiql-response', false);
  for (const width of [400, 360]) {
    await page.setViewportSize({ width, height: 740 });
    await check(page, '.graphiql-editors', '.graphiql-response', true);
    await shot(page, `5-stacked-${width}`);
  }
  for (const pane of ['Documentation Explorer', 'GraphiQL Explorer']) {
    await page.getByRole('button', { name: `Show ${pane}` }).click();
    await check(page, '.graphiql-plugin', '.graphiql-sessions', true);
  }
  // A result that was closed by dragging, on a wide screen, has no bar here to bring it back.
  await page.evaluate(() => localStorage.setItem('graphiql:editorFlex', 'hide-second'));
  await page.reload();
  await shown(page);
  await check(page, '.graphiql-editors', '.graphiql-response', true);
  await page.context().close();

  const plain = await visits.open({ plain: true });
  await plain.locator('#query').waitFor();
  await check(plain, '#query', '#response', false);
  await plain.setViewportSize({ width: 360, height: 740 });
  await check(plain, '#query', '#response', true);
  await plain.context().close();
}

async function check(page, above, below, stacked) {
  const [first, second] = await Promise.all(
    [above, below].map((pane) => page.locator(pane).boundingBox()),
  );
  const { width } = page.viewportSize();
  assert.equal(
    first.y + first.height <= second.y,
    stacked,
    `${above} and ${below} at ${width} pixels: ${JSON.stringify([first, second])}`,
  );
  for (const box of [first, second]) {
    assert.ok(box.height >= 100, `a pane has ${box.height} pixels`);
    assert.ok(
      box.x >= 0 && box.x + box.width <= width,
      `a pane leaves the ${width} pixels: ${JSON.stringify(box)}`,
    );
  }
  const full = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(full <= width, `the page has ${full} pixels on ${width}`);
}
