// The benchmark: bench/run [warm] [cold] [memory] [size] [pulls] [--quick] [--against BINARY]
// Without a part: warm, cold and memory. docs/performance.md says what each is. `--millis` is the
// length of a warm round.
import { parseArgs } from 'node:util';
import * as cold from './parts/cold.mjs';
import * as memory from './parts/memory.mjs';
import * as pulls from './parts/pulls.mjs';
import * as size from './parts/size.mjs';
import * as warm from './parts/warm.mjs';
import { stopAll } from './lib/process.mjs';
import { sandbox } from './lib/sandbox.mjs';
import { circumstances, write } from './report/page.mjs';

/** The parts that compare servers. */
const COMPARING = ['warm', 'cold', 'memory'];
const PARTS = [...COMPARING, 'size', 'pulls'];
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    against: { type: 'string' },
    millis: { type: 'string' },
    partners: { type: 'string', multiple: true },
  },
});
const unknown = positionals.filter((part) => !PARTS.includes(part));
if (unknown.length) {
  console.error(`bench/run: there is no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
  process.exit(2);
}
const parts = positionals.length ? positionals : COMPARING;

/** A quick run is for looking: the page keeps the long one's findings. */
function keep(part, module, found) {
  if (options.quick || options.millis) return;
  const svg = module.picture && { text: module.picture(found), alt: module.ALT };
  const text = `${circumstances(part, COMPARING.includes(part))}\n\n${module.page(found)}`;
  write(part, text, svg);
}

/** These share a sandbox, and the servers that are warm. */
async function compare() {
  const simulated = await sandbox();
  let runners;
  if (parts.includes('warm') || parts.includes('memory')) {
    const found = await warm.warm(simulated, options);
    keep('warm', warm, found);
    ({ runners } = found);
  }
  if (parts.includes('memory')) {
    keep('memory', memory, await memory.memory(simulated, options, { runners }));
  }
  await Promise.all((runners ?? []).map(({ server }) => server.stop()));
  if (parts.includes('cold')) keep('cold', cold, await cold.cold(simulated, options));
}

try {
  if (COMPARING.some((part) => parts.includes(part))) await compare();
  await stopAll();
  if (parts.includes('size')) keep('size', size, await size.size(options));
  await stopAll();
  if (parts.includes('pulls')) keep('pulls', pulls, await pulls.pulls(options));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await stopAll();
}
