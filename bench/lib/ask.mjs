// Questions to a server, one at a time or as load.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SCRATCH, TOOLS } from './places.mjs';

const run = promisify(execFile);

/** The bytes of an answer; an error where it brings one. */
export async function ask(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
  return text;
}

/** The data of an answer; an error where it brings errors. */
export async function data(url, body) {
  const { data, errors } = JSON.parse(await ask(url, body));
  if (errors) throw new Error(`${url}: ${JSON.stringify(errors).slice(0, 500)}`);
  return data;
}

/** Asks a server by many clients at once: what one request cost it, and how long each took. */
export async function load(server, url, body, { clients = 16, millis }) {
  const file = join(SCRATCH, 'body.json');
  writeFileSync(file, JSON.stringify(body));
  const before = server.cpu();
  const args = ['load', url, file, '--clients', String(clients), '--millis', String(millis)];
  const { stdout } = await run(TOOLS, args);
  const cpu = server.cpu() - before;
  const seen = JSON.parse(stdout);
  return { ...seen, cpu_ms: (cpu * 1e3) / seen.requests };
}

/** The middle of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
