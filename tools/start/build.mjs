// Builds what a checkout runs: bundles of server and CLI (esbuild) and the web app (vite) into dist/.
// Only what changed is built; `npm run build` says what it did.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { argv, env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from './checkout.mjs';
import { mendedPostgresDriver } from './postgres-driver.mjs';

/** Where the bundles go; inside the checkout, so that they find node_modules. */
export const dist = env.EXCHEQUER_DIST ? join(root, env.EXCHEQUER_DIST) : join(root, 'dist');

const builders = ['tools/start/build.mjs', 'tools/start/postgres-driver.mjs'];
const parts = {
  server: {
    sources: ['packages', 'apps/server', 'apps/cli', 'tools/company/src', ...builders],
    output: 'server.mjs',
  },
  web: { sources: ['apps/web', 'packages/model', 'tools/start/build.mjs'], output: 'web/index.html' },
};

/** True when a part has no bundle, or its sources changed since it was made. */
export function isStale(part) {
  if (!existsSync(join(dist, parts[part].output))) return true;
  // An image holds bundles and no build tools: what was built there is what runs.
  if (!existsSync(join(root, 'node_modules', 'esbuild'))) return false;
  return readStamp(part) !== stampOf(part);
}

/** Bundles server, supervisor and CLI; npm packages stay outside, our own come in. */
export async function buildServer() {
  const stamp = stampOf('server');
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      server: 'apps/server/src/main.ts',
      gateway: 'apps/server/src/gateway-main.ts',
      supervisor: 'apps/server/src/supervisor/index.ts',
      cli: 'apps/cli/src/main.ts',
    },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    // One chunk per lazy import, so that `exchequer --help` does not load the engines.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    loader: { '.sql': 'text' },
    define: { EXCHEQUER_VERSION: JSON.stringify(version()) },
    plugins: [mendedPostgresDriver, packagesOutside],
    metafile: true,
    logLevel: 'warning',
  });
  dropOldChunks(metafile);
  writeStamp('server', stamp);
}

const packagesOutside = {
  name: 'packages-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@exchequer/') ? undefined : { path, external: true },
    );
  },
};

/** Builds the web app in a process of its own, beside whatever else the start is doing. */
export function buildWeb() {
  const stamp = stampOf('web');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--outDir', join(dist, 'web'), '--emptyOutDir', '--logLevel', 'warn'];
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, args, {
      cwd: join(root, 'apps', 'web'),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = [];
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(unbuilt(Buffer.concat(said).toString('utf8')));
      writeStamp('web', stamp);
      resolve();
    });
  });
}

const unbuilt = (said) =>
  Object.assign(new Error(`the web app could not be built:\n${said.trim()}`), {
    fix: 'Read the message above; in a clean checkout `npm install` and another start mend it.',
  });

const version = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** A running tower may still load yesterday's chunks; older ones nobody can need. */
function dropOldChunks(metafile) {
  const folder = join(dist, 'chunks');
  if (!existsSync(folder)) return;
  const wanted = new Set(Object.keys(metafile.outputs).map((path) => join(root, path)));
  const dayMs = 86_400_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!wanted.has(path) && Date.now() - statSync(path).mtimeMs > dayMs) rmSync(path);
  }
}

/** Digest of names, sizes and times of the sources; reading their text would cost the start a second. */
function stampOf(part) {
  const digest = createHash('sha256').update(version());
  for (const path of [...parts[part].sources, 'package-lock.json']) digestPath(join(root, path), digest);
  return digest.digest('hex');
}

function digestPath(path, digest) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) {
    digest.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (name === 'node_modules' || name.includes('.test.')) continue;
    digestPath(join(path, name), digest);
  }
}

const stampPath = (part) => join(dist, `.${part}.stamp`);

function readStamp(part) {
  return existsSync(stampPath(part)) ? readFileSync(stampPath(part), 'utf8') : null;
}

function writeStamp(part, stamp) {
  mkdirSync(dist, { recursive: true });
  writeFileSync(stampPath(part), stamp);
}

async function main() {
  const timed = async (part, build) => {
    if (!isStale(part)) return console.log(`${part} is up to date`);
    const began = performance.now();
    await build();
    console.log(`${part} built in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  };
  await Promise.all([timed('server', buildServer), timed('web', buildWeb)]);
}

if (argv[1] === fileURLToPath(import.meta.url)) await main();
