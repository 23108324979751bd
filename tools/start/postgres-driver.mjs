// The PostgreSQL driver (postgres.js 3.4.9) does not survive a connection that breaks inside a transaction:
// it writes to a socket that is gone, which ends the process, or it keeps what was not answered and gives
// it the answers of the next connection, so that a commit is believed done that is not (porsager/postgres
// issues 1066, 1154, 1208). Until a version mends it, the bundles carry the driver mended.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout.mjs';

const folder = join(root, 'node_modules', 'postgres', 'src');

/** What is replaced, each of which must stand in the driver exactly once. */
const mends = [
  [
    // The one query that nobody waits for: lost with its connection, it would end the process.
    `        return fetchArrayTypes()`,
    `        return fetchArrayTypes().catch(() => {})`,
  ],
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
  [
    // Whatever has no answer will get none, also when the socket had told of an error before it closed.
    `    if (initial)
      return reconnect()

    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))`,
    `    const unanswered = query ? [query] : []
    while (sent.length)
      unanswered.push(sent.shift())
    query = results = errorResponse = null
    result = new Result()

    if (initial)
      return reconnect()

    const lost = Errors.connection('CONNECTION_CLOSED', options, socket)
    errored(lost)
    unanswered.forEach(q => queryError(q, lost))`,
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
