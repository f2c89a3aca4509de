// Pulling a whole list by paging, as a warehouse would.
import { ask, pause } from './ask.mjs';

const PAGE = 200;
const PATIENCE = 120;
/** Codes that asking again does not mend. */
const LASTING = ['QUERY_TOO_COMPLEX', 'BAD_INPUT'];

const RECORDS = 'records { source { name } id }';
/** What is asked of each entity. */
export const LISTS = {
  partners: `name legalName domain taxId type status tier { name rank } country address { city }
    manager { name email } joinedAt createdAt updatedAt`,
  leads: `name company email status sourceStatus country origin score
    estimatedValue { amount currency } createdAt updatedAt partner { id }`,
  deals: `name stage sourceStage probability amount { amount currency } closeDate isClosed isWon
    channel customer { name country } owner { name } createdAt updatedAt partner { id }`,
  incentives: `name kind status sourceStatus amount { amount currency }
    requestedAmount { amount currency } paidAmount { amount currency } program earnedAt dueAt paidAt
    createdAt updatedAt partner { id }`,
};

/**
 * All nodes of a list, and how often a page had to be asked for again as a source was missing;
 * `refused`: the error that ended the pull before its time.
 */
export async function pull(url, list) {
  const query = `query ($after: String) { list: ${list}(first: ${PAGE}, after: $after) {
    pageInfo { hasNextPage endCursor } missing { source { name } code retryAfter }
    nodes { ${RECORDS} ${LISTS[list]} } } }`;
  const nodes = [];
  let again = 0;
  for (let after = null; ;) {
    const { page, tries, refused } = await whole(url, { query, variables: { after } });
    again += tries;
    if (refused) return { nodes, again, refused };
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return { nodes, again };
    after = page.pageInfo.endCursor;
  }
}

/** A page in which no source is missing, or the error that asking again does not mend. */
async function whole(url, body) {
  for (let tries = 0; ; tries++) {
    const { data, errors = [] } = JSON.parse(await ask(url, body));
    const gaps = data?.list?.missing ?? [];
    if (data?.list && !errors.length && !gaps.length) return { page: data.list, tries };
    const lasting = errors.find((error) => LASTING.includes(error.extensions?.code));
    const refused = lasting ?? (tries === PATIENCE && (errors[0] ?? { message: 'gaps' }));
    if (refused) return { tries, refused: refused.message };
    const waits = gaps.map((gap) => gap.retryAfter ?? 0);
    await pause(1000 * Math.min(Math.max(1, ...waits), 30));
  }
}
