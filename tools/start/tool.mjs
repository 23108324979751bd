// `npm run bench -- <name> [args]`, `npm run simulate -- <name> [args]`: bundles
// tools/<bench|simulate>/src/<name>.ts and runs it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { root } from './checkout.mjs';
import { mendedPostgresDriver } from './postgres-driver.mjs';

const [kind = 'bench', name = '', ...args] = argv.slice(2);
const folder = join(root, 'tools', kind, 'src');
const source = join(folder, `${name}.ts`);
const known = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && file !== 'index.ts' && !file.includes('.test.'))
      .map((file) => file.replace(/\.ts$/, ''))
  : [];

if (!/^[a-z-]+$/.test(name) || !existsSync(source)) {
  console.error(`error: there is no ${kind} called "${name}"`);
  console.error(`fix:   npm run ${kind} -- <${known.join('|')}> [flags]`);
  exit(2);
}

const { build } = await import('esbuild');
const outfile = join(root, '.bench', 'bundles', `${kind}-${name}.mjs`);
await build({
  absWorkingDir: root,
  entryPoints: [source],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  loader: { '.sql': 'text' },
  plugins: [
    mendedPostgresDriver,
    {
      name: 'packages-outside',
      setup: (bundler) =>
        bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith('@exchequer/') ? undefined : { path, external: true },
        ),
    },
  ],
  logLevel: 'warning',
});
exit(spawnSync(execPath, [outfile, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1);
