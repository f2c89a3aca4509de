// Where things are.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
export const BENCH = join(ROOT, 'bench');
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
/** PROFILE=debug tries the benchmark itself with programs that are quicker to build. */
const BUILT = join(TARGET, process.env.PROFILE ?? 'release');
/** The gateway as it was just built. */
export const GATEWAY = join(BUILT, 'channelgraph');
/** The tools in `bench/native`. */
export const TOOLS = join(BUILT, 'channelgraph-bench');
/** A folder that is gone when the benchmark is. */
export const SCRATCH = mkdtempSync(join(tmpdir(), 'channelgraph-bench-'));
process.once('exit', () => rmSync(SCRATCH, { recursive: true, force: true }));
