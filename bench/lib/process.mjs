// Servers that the benchmark starts: each a process of its own, so that the kernel accounts for it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Clock ticks of /proc a second: 100 on every Linux. */
const TICKS = 100;
/** The longest time to become ready: HubSpot allows the largest channel five searches a second. */
const READY_MS = 900_000;
const running = new Set();

/** A server that has been started and said that it is ready. */
export class Server {
  constructor(name, child, ready) {
    Object.assign(this, { name, child, ready, pid: child.pid });
  }

  /** CPU seconds that the process has used, in its own code and in the kernel's. */
  cpu() {
    const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  /** Resident memory in MiB. */
  resident() {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
  }

  /** Ends the process, and waits for its end. */
  async stop() {
    if (!running.delete(this)) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}

/**
 * Starts a server. `isReady` looks at each line that it prints, and returns what it says of itself
 * (its address) once it is ready.
 */
export function start(name, [program, ...args], { cwd, env, isReady }) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    const said = [];
    const server = new Server(name, child, null);
    running.add(server);
    const late = setTimeout(() => {
      server.stop();
      reject(new Error(`${name} is not ready after ${READY_MS / 1e3} s:\n${said.join('\n')}`));
    }, READY_MS);
    const hear = (line) => {
      if (server.ready) return;
      said.push(line);
      server.ready = isReady(line);
      if (!server.ready) return;
      clearTimeout(late);
      resolve(server);
    };
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', hear);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(late);
      running.delete(server);
      reject(new Error(`${name} ended (${code}) before it was ready:\n${said.join('\n')}`));
    });
  });
}

/** Recognises a line that ends with an address after these words. */
export const addressAfter = (words) => (line) => {
  const at = line.startsWith(words) && line.slice(words.length).trim();
  return at && at.startsWith('http://') ? at : null;
};

/** Ends every server that still runs. */
export const stopAll = () => Promise.all([...running].map((server) => server.stop()));
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.once(signal, () => stopAll().then(() => process.exit(code)));
}
