/**
 * Pull a whole list from channelgraph, with partial data and without losing any.
 *
 *     node --experimental-strip-types pull.ts http://localhost:8080/graphql deals "id name"
 *
 * Prints one node per line, as JSON. Exit code 3: a source stayed down, and its nodes are missing;
 * standard error names it. Nothing comes twice, so nothing has to be de-duplicated. Node.js 22 or
 * later; no packages.
 */

declare const process: any;

interface Gap {
  source: { name: string };
  code: string;
  retryAfter: string | null;
}

interface Page {
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  missing: Gap[];
  nodes: unknown[];
}

// Gaps that asking again does not close: see "Error codes" in docs/operations.md.
const LASTING = new Set(["QUERY_TOO_COMPLEX", "BAD_INPUT"]);
const LONGEST_PAUSE = 30_000;

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** The question for a page of a list at the root. */
export function queryOf(list: string, fields: string, args = ""): string {
  return `query Pull($first: Int!, $after: String) { list: ${list}(first: $first, after: $after ${args}) {
    pageInfo { hasNextPage endCursor } missing { source { name } code retryAfter } nodes { ${fields} } } }`;
}

/** One page, or null if the gateway cannot answer at the moment. */
async function ask(url: string, query: string, variables: object): Promise<Page | null> {
  let answer: any;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    if (response.status === 429 || response.status >= 500) return null;
    const text = await response.text();
    if (!response.ok) throw new RangeError(text);
    answer = JSON.parse(text);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return null;
  }
  const page: Page | undefined = answer.data?.list;
  // Errors of fields below the list are those nodes' own.
  const errors = (answer.errors ?? []).filter((error: any) => (error.path ?? []).length < 2);
  const codes: string[] = errors.map((error: any) => error.extensions?.code);
  const isLasting = codes.some((code) => LASTING.has(code));
  if (!page || (isLasting && page.missing.length === 0)) {
    if (isLasting || codes.length === 0) throw new RangeError(JSON.stringify(answer.errors));
    return null;
  }
  // A list that failed as a whole, with no source to name, is a gap all the same.
  if (codes.length > 0 && page.missing.length === 0) {
    page.missing = [{ source: { name: "channelgraph" }, code: codes[0], retryAfter: null }];
  }
  return page;
}

/** Milliseconds to wait: until the time that a source named, or longer each time. */
function pauseOf(gaps: Gap[], tries: number, pause: number): number {
  const times = gaps.flatMap((gap) => (gap.retryAfter ? [Date.parse(gap.retryAfter)] : []));
  const wanted = times.length > 0 ? Math.max(...times) - Date.now() : pause * 2 ** Math.min(tries, 10);
  return Math.min(Math.max(wanted, pause), LONGEST_PAUSE);
}

/** Yields every node of a list. Returns the names of sources of which some are missing. */
export async function* pull(
  url: string,
  query: string,
  { first = 100, patience = 6, pause = 500 } = {},
): AsyncGenerator<unknown, Set<string>> {
  let after: string | null = null;
  let tries = 0;
  let waived = new Set<string>();
  const missing = new Set<string>();
  for (;;) {
    const page: Page | null = await ask(url, query, { first, after });
    if (page === null) {
      tries += 1;
      if (tries > patience) throw new Error("the gateway does not answer");
      await sleep(pauseOf([], tries, pause));
      continue;
    }
    const gaps = page.missing.filter((gap) => !LASTING.has(gap.code));
    const down = new Set(gaps.map((gap) => gap.source.name));
    page.missing.filter((gap) => LASTING.has(gap.code)).forEach((gap) => missing.add(gap.source.name));
    // Ask the same cursor again while a source is down: the next answer may be whole. When patience
    // is at an end, take what there is and go on; the cursor keeps what is owed.
    const onlyGaps = gaps.length > 0 && page.nodes.length === 0;
    const isNew = [...down].some((name) => !waived.has(name));
    if ((isNew || onlyGaps) && tries < patience) {
      tries += 1;
      await sleep(pauseOf(gaps, tries, pause));
      continue;
    }
    [waived, tries] = [down, 0];
    yield* page.nodes;
    const isStuck = onlyGaps && page.pageInfo.endCursor === after;
    if (isStuck || !page.pageInfo.hasNextPage) return new Set([...missing, ...down]);
    after = page.pageInfo.endCursor;
  }
}

const [url, list, fields = "id", args = ""] = process.argv.slice(2);
if (url && list) {
  const nodes = pull(url, queryOf(list, fields, args));
  let next = await nodes.next();
  for (; !next.done; next = await nodes.next()) console.log(JSON.stringify(next.value));
  if (next.value.size > 0) {
    console.error(`nodes are missing of: ${[...next.value].sort().join(", ")}`);
    process.exitCode = 3;
  }
}
