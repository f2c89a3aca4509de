// All servers side by side: started over one sandbox, and their answers compared.
import { ask } from './ask.mjs';
import { sameness } from './same.mjs';
import { HIVE, queries } from '../queries.mjs';
import { PEERS_BY_NAME, bare, gateway, hive, linked, peer } from './servers.mjs';

export const OURS = 'channelgraph';
export const OURS_WITH_ANSWERS = 'channelgraph, answers kept';

/** One server with what it is asked: by the query's name, `{ url, body, same }`. */
class Runner {
  constructor(server) {
    this.server = server;
    this.name = server.name;
    this.asked = {};
  }
}

/** Starts the servers, and asks each once. `against`: another gateway's binary. */
export async function field(sandbox, { quick, against }) {
  const servers = [
    await gateway(OURS, sandbox, { answers: false }),
    await gateway(OURS_WITH_ANSWERS, sandbox),
  ];
  for (const server of servers) await linked(server);
  if (against) servers.push(await gateway('other binary', sandbox, { program: against }));
  for (const name of PEERS_BY_NAME) {
    if (!quick || !name.startsWith('Yoga')) servers.push(await peer(name, sandbox));
  }
  const all = await queries(servers[0].url);
  const ours = {};
  const runners = [];
  for (const server of servers) {
    const runner = new Runner(server);
    for (const { name, body } of all) {
      const text = await ask(server.url, body);
      if (server === servers[0]) ours[name] = text;
      runner.asked[name] = { url: server.url, body, same: sameness(ours[name], text) };
    }
    runners.push(runner);
  }
  return { queries: all, runners, ours };
}

/** Adds those that have nothing but what they keep: Hive Gateway and bytes from memory. */
export async function addCaches(sandbox, { queries, runners, ours }, quick) {
  const other = quick ? null : await hive(sandbox);
  if (other) {
    const runner = new Runner(other);
    for (const [name, query] of Object.entries(HIVE)) {
      runner.asked[name] = { url: other.url, body: { query }, same: 'Salesforce alone' };
    }
    runners.push(runner);
  }
  const bytes = new Runner(await bare(queries.map(({ name }) => ours[name])));
  queries.forEach(({ name, body }, place) => {
    bytes.asked[name] = { url: `${bytes.server.ready}/${place}`, body, same: 'same bytes' };
  });
  runners.push(bytes);
}
