// The PostgreSQL driver (postgres.js 3.4.9) writes to a socket that is gone when a connection breaks
// inside a transaction. That ends the whole process, or leaves a connection that never sends again
// (porsager/postgres issues 1154 and 1208). Until a version mends it, the bundles carry the driver mended.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout.mjs';

const folder = join(root, 'node_modules', 'postgres', 'src');

/** What is replaced, each of which must stand in the driver exactly once. */
const mends = [
  [
    // A statement after the end of its connection is refused, as one after `end()` is.
    `    if (terminated)\n      return queryError(q, Errors.connection('CONNECTION_DESTROYED', options))`,
    `    if (terminated || socket === null)\n      return queryError(q, Errors.connection('CONNECTION_DESTROYED', options)), true`,
  ],
  [
    // What was to be sent goes with the connection, and the next one starts clean.
    `    incomings = null\n    clearImmediate(nextWriteTimer)`,
    `    incomings = null\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null`,
  ],
];

/** The driver's text with every mend; fails when the driver is another one than was mended. */
export function mended(text) {
  return mends.reduce((mendedSoFar, [fault, mend]) => {
    const parts = mendedSoFar.split(fault);
    if (parts.length !== 2)
      throw new Error('postgres.js has changed: see whether it still needs tools/start/postgres-driver.mjs');
    return parts.join(mend);
  }, text);
}

/** For esbuild: takes the driver into the bundle. Must stand before what leaves packages outside. */
export const mendedPostgresDriver = {
  name: 'mended-postgres-driver',
  setup(build) {
    build.onResolve({ filter: /^postgres$/ }, () => ({ path: join(folder, 'index.js') }));
    build.onLoad({ filter: /postgres\/src\/connection\.js$/ }, ({ path }) => ({
      contents: mended(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
  },
};
