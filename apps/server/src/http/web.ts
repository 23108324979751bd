import { stat } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { type Asset, type Encoding, loadAsset } from './asset.ts';
import { type Call, notFound } from './call.ts';

/** Serves the built web app; it holds no data, so it is open to everyone. */
export type WebFiles = (call: Call) => Promise<void>;

/** File names under this path carry a hash of their content and never change. */
const hashed = '/assets/';

const missingApp = Object.assign(new Error('the web app is not built'), {
  code: 'web-not-built',
  fix: 'Run `npm run build`, then reload.',
});

export function createWebFiles(root: string): WebFiles {
  const cache = new Map<string, Asset>();
  const load = async (file: string): Promise<Asset | null> => {
    const known = cache.get(file);
    // A build may replace files under a running server.
    if (known && (await stat(file).catch(() => null))?.mtimeMs === known.mtimeMs) return known;
    const asset = await loadAsset(file);
    if (asset) cache.set(file, asset);
    else cache.delete(file);
    return asset;
  };
  return async (call) => {
    if (call.method !== 'GET' && call.method !== 'HEAD') throw notFound(call);
    const asset = await findAsset(root, call.path, load);
    if (!asset) throw isPage(call.path) ? missingApp : notFound(call);
    await sendAsset(call, asset);
  };
}

async function findAsset(
  root: string,
  path: string,
  load: (file: string) => Promise<Asset | null>,
): Promise<Asset | null> {
  const file = safeJoin(root, path);
  const asset = file && !path.endsWith('/') ? await load(file) : null;
  // Every address of the app is the same page; the page itself reads the address.
  return asset ?? (isPage(path) ? load(join(root, 'index.html')) : null);
}

const isPage = (path: string) => extname(path) === '' || path.startsWith('/w/');

/** The file of a path, or null when the path would leave the root. */
function safeJoin(root: string, path: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const file = normalize(join(root, decoded));
  return file.startsWith(normalize(root) + sep) ? file : null;
}

async function sendAsset({ req, res, path, method }: Call, asset: Asset): Promise<void> {
  res.setHeader('etag', asset.etag);
  res.setHeader(
    'cache-control',
    path.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  if (asset.policy) res.setHeader('content-security-policy', asset.policy);
  if (asset.encodings.length > 1) res.setHeader('vary', 'accept-encoding');
  if (req.headers['if-none-match'] === asset.etag) {
    res.writeHead(304).end();
    return;
  }
  const encoding = chooseEncoding(req.headers, asset.encodings);
  const body = await asset.body(encoding);
  if (encoding !== 'identity') res.setHeader('content-encoding', encoding);
  res.writeHead(200, { 'content-type': asset.type, 'content-length': body.length });
  res.end(method === 'HEAD' ? undefined : body);
}

function chooseEncoding(headers: IncomingHttpHeaders, offered: readonly Encoding[]): Encoding {
  const accepted = String(headers['accept-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]);
  return offered.find((encoding) => accepted.includes(encoding)) ?? 'identity';
}
