// The simulated systems, and what their control API tells.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GATEWAY, ROOT } from './places.mjs';
import { start } from './process.mjs';

export const SYSTEMS = ['salesforce', 'hubspot', 'erp', 'aws'];
export const CRMS = SYSTEMS.slice(0, 2);

/** Starts the systems with so many partners. */
export async function sandbox(partners = 1000, gateway = GATEWAY) {
  const command = [gateway, 'sandbox', '--json', '--partners', String(partners)];
  const server = await start('sandbox', command, {
    isReady: (line) => line.startsWith('{') && line,
  });
  return new Sandbox(server);
}

class Sandbox {
  constructor(server) {
    this.server = server;
    /** The line of JSON with addresses and credentials. */
    this.line = server.ready;
    this.systems = JSON.parse(this.line);
  }

  async control(method, path, body) {
    const answer = await fetch(this.systems.control.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.headers.get('content-length') === '0' ? null : answer.text();
  }

  /** Holds every call up for so many milliseconds; 0: none. */
  async delay(millis) {
    await this.control('DELETE', '/faults');
    if (millis) await this.control('POST', '/faults', { latency_ms: millis });
  }

  /** Counts calls anew. */
  forget() {
    return this.control('DELETE', '/calls');
  }

  /** Calls since they were last counted anew, by system. */
  async calls() {
    const endpoints = JSON.parse(await this.control('GET', '/calls'));
    const sum = (counts) => Object.values(counts).reduce((all, one) => all + one, 0);
    return Object.fromEntries(SYSTEMS.map((system) => [system, sum(endpoints[system] ?? {})]));
  }

  /** What there is, thing by thing: `partners`, `leads`, `deals` or `incentives`. */
  async truth(kind) {
    return JSON.parse(await this.control('GET', `/truth/${kind}`));
  }

  stop() {
    return this.server.stop();
  }
}

/**
 * The demo's configuration of a gateway over these systems. `more`: further TOML; `own`: further
 * keys of a system's table.
 */
export function configuration({ systems }, names, more, own = {}) {
  const tables = {
    salesforce: ({ url, client_id: id, client_secret: secret }) => `[salesforce.salesforce]
my_domain = "${url}"
auth = { flow = "client_credentials", client_id = "${id}", client_secret = "${secret}" }`,
    hubspot: ({ url, service_key: key }) => `[hubspot.hubspot]
base_url = "${url}"
auth = { service_key = "${key}" }
leads = "objects"`,
    erp: ({ url, user, password }) => `[odata.erp]
preset = "sap-s4hana"
base_url = "${url}"
auth = { user = "${user}", password = "${password}" }`,
    aws: ({ url, access_key_id: id, secret_access_key: secret }) => `[aws.aws]
endpoint_url = "${url}"
access_key_id = "${id}"
secret_access_key = "${secret}"`,
  };
  const parts = names.map((name) => {
    const table = tables[name](systems[name]);
    const path = `${table.slice(1, table.indexOf(']'))}.mapping`;
    let mapping = readFileSync(join(ROOT, 'demo', `${name}.toml`), 'utf8');
    // A link to a source that is not configured is an error.
    if (!names.includes('aws')) mapping = mapping.replace(/^links = \[\{ source = "aws".*$/m, '');
    return `${table}\n${own[name] ?? ''}\n${mapping.replaceAll(/^\[/gm, `[${path}.`)}`;
  });
  return `sources = ${JSON.stringify(names)}
[money]
reporting = "USD"
rates = { EUR = "1.08", GBP = "1.27" }
[telemetry]
level = "warn"
${more}
${parts.join('\n')}`;
}
