// Visits to the pages, GraphiQL and the dashboard and the plain ones, that reach the gateway and
// nothing else, and remember what went wrong.
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = new URL('../../web/', import.meta.url);
const CONTRAST = fileURLToPath(new URL('contrast.js', import.meta.url));
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What the pages asked of other hosts, and what they complained about, over all visits. */
export const strangers = [];
export const complaints = [];

/** Makes visits to the gateway at `base`. */
export class Visits {
  constructor(browser, base) {
    this.browser = browser;
    this.base = base;
  }

  /**
   * Opens a page: that below `path`, with `hash` or `search` behind it.
   *
   * `plain` asks for the plain page: this binary has GraphiQL, so its files come from the source,
   * under the headers that the gateway sends. `stubs` answer paths in the gateway's place.
   * `expected` are complaints that belong to what is checked. The rest goes to the browser's context.
   */
  async open({
    path = '/graphiql/',
    plain = false,
    hash = '',
    search = '',
    stubs = {},
    expected = [],
    ...options
  } = {}) {
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    await withModels(context);
    await context.addInitScript({ path: CONTRAST });
    await context.route('**/*', (route) => this.#guard(route));
    const answer = (at, handler) => context.route(this.base + at, whileOpen(context, handler));
    if (plain) await answer(`${path}**`, (route) => this.#plain(route, path));
    for (const [at, stub] of Object.entries(stubs)) await answer(at, stub);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !expected.some((part) => text.includes(part)))
        complaints.push(`console: ${text}`);
    });
    await page.goto(this.base + path + search + hash);
    return page;
  }

  /** Opens GraphiQL and waits for its editors. */
  async graphiql(options) {
    const page = await this.open(options);
    await shown(page);
    return page;
  }

  #guard(route) {
    const url = new URL(route.request().url());
    if (url.origin === this.base || url.protocol === 'data:' || url.protocol === 'blob:')
      return route.fallback();
    strangers.push(url.href);
    return route.abort();
  }

  async #plain(route, path) {
    const name = new URL(route.request().url()).pathname.replace(path, '');
    if (name === 'personas.json') return route.fallback();
    const gateways = await route.fetch({ url: this.base + path });
    const index = path === '/graphiql/' ? 'plain.html' : 'plain-dashboard.html';
    const file = new URL({ '': index, 'favicon.svg': 'public/favicon.svg' }[name] ?? name, WEB);
    const headers = {
      'content-type': TYPES[extname(file.pathname)],
      'content-security-policy': gateways.headers()['content-security-policy'],
    };
    return route.fulfill({ body: await readFile(file), headers });
  }
}

/**
 * Answers requests until their page is closed: what it still asks for then is of no interest.
 *
 * Playwright looks up the cookies of what it fetches. Those of a context that is closing never
 * come, so such a fetch ends by its time limit, long after.
 */
function whileOpen(context, handler) {
  let isOpen = true;
  context.once('close', () => (isOpen = false));
  return async (route) => {
    try {
      await handler(route);
    } catch (error) {
      if (isOpen && !/context disposed|has been (closed|disposed)/.test(error.message)) throw error;
    }
  };
}

/** Waits until GraphiQL shows its editors and knows the schema. */
export async function shown(page) {
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await page.locator('.graphiql-sidebar .graphiql-spin').waitFor({ state: 'detached' });
}

/**
 * What stands in one of GraphiQL's editors: `operation.graphql`, `variables.json`, `response.json`.
 */
export const text = (page, name) => page.evaluate((end) => model(end).getValue(), name);

/** Types over what stands in one of GraphiQL's editors. */
export const write = (page, name, value) =>
  page.evaluate(([end, value]) => model(end).setValue(value), [name, value]);

/** Makes `model` known to the page, which finds the text of an editor in Monaco. */
export const withModels = (context) =>
  context.addInitScript(() => {
    window.model = (end) =>
      window.__MONACO.editor.getModels().find((model) => model.uri.path.endsWith(end));
  });

/** Waits until an editor holds what is wanted. */
export const until = (page, name, value) =>
  page.waitForFunction(([end, value]) => model(end).getValue() === value, [name, value]);
