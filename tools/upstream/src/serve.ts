/**
 * `npm run upstream [-- --port 4199] [--bare]`: fake providers in one server. What it really produced
 * is told by `GET /__truth`; README.md says by which headers and words its answers are chosen.
 */
import { startUpstream } from './server.ts';

const args = process.argv.slice(2);
const at = args.indexOf('--port');
const port = at < 0 ? 4_199 : Number(args[at + 1]);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error('error: --port takes a port number, 0 for a free one');
  process.exit(2);
}
const upstream = await startUpstream({ port, bare: args.includes('--bare') });
console.log(`fake providers at ${upstream.url}; the truth at ${upstream.url}/__truth`);
const stop = () => void upstream.close().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
