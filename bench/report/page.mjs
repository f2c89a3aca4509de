// docs/performance.md: each part's findings stand between two markers, and are replaced as a whole.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../lib/places.mjs';
import { versions } from '../lib/servers.mjs';

const FILE = join(ROOT, 'docs/performance.md');

const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();

/** When, where and with what a part was measured; `peers`: whether servers were compared. */
export function circumstances(part, peers) {
  const date = new Date().toISOString().slice(0, 10);
  const changed =
    git('status', '--porcelain', '--', 'src', 'schema', 'connectors', 'sandbox') &&
    ', with changes';
  const memory = Math.round(totalmem() / 2 ** 30);
  const commit = git('rev-parse', '--short', 'HEAD') + changed;
  const machine = `${cpus().length} cores (${cpus()[0].model.trim()}), ${memory} GiB`;
  const programs = peers ? [`Node.js ${process.versions.node}`, ...versions()] : [];
  const named = programs.length ? `; ${programs.join(', ')}` : '';
  return `\`bench/run ${part}\`, ${date}, at ${commit}, on ${machine}${named}.`;
}

/** Puts a part's findings into the page, and its picture beside it. */
export function write(part, text, svg) {
  let body = text;
  if (svg) {
    const name = `performance-${part}.svg`;
    writeFileSync(join(ROOT, 'docs', name), svg.text);
    body = `![${svg.alt}](${name})\n\n${text}`;
  }
  const [from, to] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const page = readFileSync(FILE, 'utf8');
  const [begin, end] = [page.indexOf(from), page.indexOf(to)];
  if (begin < 0 || end < begin) throw new Error(`docs/performance.md has no ${from} … ${to}`);
  writeFileSync(FILE, `${page.slice(0, begin + from.length)}\n${body}\n${page.slice(end)}`);
}
