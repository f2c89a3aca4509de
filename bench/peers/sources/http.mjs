// Calls to the two CRMs: connections kept, one log-in, all pages of a query.
import { Agent, request } from 'undici';

/** SANDBOX is the line that `channelgraph sandbox --json` prints. */
const { salesforce, hubspot: account } = JSON.parse(process.env.SANDBOX);
const dispatcher = new Agent({ connections: 16, pipelining: 1, keepAliveTimeout: 30_000 });

async function json(url, options) {
  const answer = await request(url, { dispatcher, ...options });
  const body = await answer.body.json();
  if (answer.statusCode >= 300) {
    throw new Error(`${url}: ${answer.statusCode} ${JSON.stringify(body).slice(0, 300)}`);
  }
  return body;
}

let token;
const logIn = () =>
  (token ??= json(`${salesforce.url}/services/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: salesforce.client_id,
      client_secret: salesforce.client_secret,
    }).toString(),
  }));

/** All rows of a SOQL query. */
export async function soql(query) {
  const headers = { authorization: `Bearer ${(await logIn()).access_token}` };
  const first = `/services/data/v67.0/query?q=${encodeURIComponent(query)}`;
  const rows = [];
  for (let path = first; path;) {
    const page = await json(salesforce.url + path, { headers });
    rows.push(...page.records);
    path = page.done ? null : page.nextRecordsUrl;
  }
  return rows;
}

/** One call of HubSpot's. */
export const hubspot = (path, body) =>
  json(account.url + path, {
    method: body ? 'POST' : 'GET',
    body: body && JSON.stringify(body),
    headers: {
      authorization: `Bearer ${account.service_key}`,
      'content-type': 'application/json',
    },
  });

/** A list in pieces of a size. */
export const chunks = (list, size) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
