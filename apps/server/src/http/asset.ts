import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { contentSecurityPolicy } from './headers.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

const compressible = new Set(['.html', '.js', '.css', '.json', '.map', '.webmanifest', '.svg', '.txt']);

export type Encoding = 'br' | 'gzip' | 'identity';

/** A file of the web app, ready to be sent. */
export interface Asset {
  type: string;
  etag: string;
  mtimeMs: number;
  /** For pages: the policy that admits their inline scripts by hash. */
  policy: string | null;
  body: (encoding: Encoding) => Promise<Buffer>;
  encodings: readonly Encoding[];
}

/** Loads a file; null when there is none. Compressed forms are made once, when first asked for. */
export async function loadAsset(file: string): Promise<Asset | null> {
  const facts = await stat(file).catch(() => null);
  if (!facts?.isFile()) return null;
  const raw = await readFile(file);
  const extension = extname(file);
  const compressed = new Map<Encoding, Promise<Buffer>>([['identity', Promise.resolve(raw)]]);
  return {
    type: types[extension] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(raw).digest('base64url').slice(0, 22)}"`,
    mtimeMs: facts.mtimeMs,
    policy: extension === '.html' ? contentSecurityPolicy(inlineScriptHashes(raw.toString('utf8'))) : null,
    encodings: compressible.has(extension) ? ['br', 'gzip', 'identity'] : ['identity'],
    body: (encoding) => {
      const body = compressed.get(encoding) ?? compress(raw, encoding);
      compressed.set(encoding, body);
      return body;
    },
  };
}

function compress(raw: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(raw, { level: 9 });
  // Quality 9 costs some 50 ms for our largest script; 11 would cost over a second for 3 % less.
  return promisify(brotliCompress)(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
}

function inlineScriptHashes(html: string): string[] {
  const scripts = html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi);
  return [...scripts].map(([, text = '']) => createHash('sha256').update(text).digest('base64'));
}
