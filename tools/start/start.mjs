// `npm start`: from a fresh clone to a served page. Needs nothing but Node; the rest is installed.
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process, { env, exit, kill, pid, ppid, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { dependenciesAreStale, installDependencies, nodeComplaint, root } from './checkout.mjs';

const usage = `npm start -- [--port 4100] [--host 127.0.0.1] [--home ./data] [--log file|output] [--sample|--empty]

Installs, builds, starts PostgreSQL, the analytics engine and the web app, and says where.
The same from the environment: EXCHEQUER_PORT, EXCHEQUER_HOST, EXCHEQUER_HOME.
--sample loads a simulated company into a workspace of its own, to look around in.
DATABASE_URL and CLICKHOUSE_URL use those servers instead of the embedded engines.`;

/** Time of the process's birth, so that Node's own start counts. */
const sinceMs = 0;

const say = (sentence) => {
  const seconds = ((performance.now() - sinceMs) / 1000).toFixed(1);
  stdout.write(`${seconds.padStart(6)} s  ${sentence}\n`);
};

function complain(message, fix) {
  console.error(`error: ${message}\nfix:   ${fix}`);
  exit(1);
}

function readFlags() {
  try {
    const options = Object.fromEntries(
      ['port', 'host', 'home', 'log'].map((name) => [name, { type: 'string' }]),
    );
    for (const name of ['sample', 'empty']) options[name] = { type: 'boolean' };
    return parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    return complain(error.message, 'npm start -- --help shows what can be set');
  }
}

const complaint = nodeComplaint();
if (complaint) {
  console.error(complaint);
  exit(1);
}
const flags = readFlags();
if (flags.help) {
  console.log(usage);
  exit(0);
}
if (dependenciesAreStale()) {
  say('installing dependencies');
  if (installDependencies() !== 0)
    complain('npm install failed', 'read what it said above, then start again');
}

const { buildServer, buildWeb, dist, isStale } = await import('./build.mjs');
if (isStale('server')) {
  say('building the server');
  await buildServer().catch((error) => complain(error.message, 'the sources do not build: npm run check'));
}
let pages;
if (isStale('web')) {
  say('building the web app');
  pages = buildWeb().then(() => say('the web app is built'));
  // Whoever waits for the pages hears of it; until then it must not end the process.
  pages.catch(() => {});
}

// npm passes SIGTERM to a shell that keeps it to itself; the shell's end is then the only sign.
if (env.npm_lifecycle_event) {
  const parent = ppid;
  setInterval(() => {
    if (process.ppid !== parent) kill(pid, 'SIGTERM');
  }, 250).unref();
}

const { supervise, startOptions } = await import(pathToFileURL(join(dist, 'supervisor.mjs')).href);
try {
  const options = startOptions({ flags, env, cwd: root, dist });
  await supervise({ ...options, pages, sinceMs, write: (line) => stdout.write(`${line}\n`) });
  exit(0);
} catch (error) {
  complain(error.message, error.fix ?? `npx exchequer doctor says more. Where it happened:\n${error.stack}`);
}
