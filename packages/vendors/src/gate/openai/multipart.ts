import type { WireHeaders } from '../dialect.ts';
import { headerOf } from '../headers.ts';

/** A form's text fields, with where their values stand, and the sizes of its files. */
export interface Form {
  fields: ReadonlyMap<string, { value: string; start: number; end: number }>;
  files: readonly { name: string; bytes: Buffer }[];
}

/** More parts than any API takes. */
const mostParts = 200;
const lineEnd = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');

/** Reads multipart/form-data (RFC 7578) without copying its files; the reason where it is malformed. */
export function readForm(headers: WireHeaders, body: Buffer): Form | string {
  const type = headerOf(headers, 'content-type');
  const boundary = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(type);
  if (!boundary) return 'its content type is not multipart/form-data with a boundary';
  const mark = Buffer.from(`--${boundary[1] ?? boundary[2]}`, 'latin1');
  const fields = new Map<string, { value: string; start: number; end: number }>();
  const files: { name: string; bytes: Buffer }[] = [];
  let at = body.indexOf(mark);
  if (at < 0) return 'its boundary is nowhere in it';
  for (let parts = 0; parts < mostParts; parts++) {
    at += mark.length;
    if (body.subarray(at, at + 2).equals(closing)) return { fields, files };
    const part = partAt(body, at, mark);
    if (typeof part === 'string') return part;
    if (part.isFile) files.push({ name: part.name, bytes: body.subarray(part.start, part.end) });
    else if (fields.has(part.name) && !part.name.endsWith('[]')) return `"${part.name}" is there twice`;
    else fields.set(part.name, { value: shortValue(body, part), start: part.start, end: part.end });
    at = part.end + lineEnd.length;
  }
  return 'it has too many parts';
}

const closing = Buffer.from('--');

interface Part {
  name: string;
  isFile: boolean;
  start: number;
  end: number;
}

function partAt(body: Buffer, at: number, mark: Buffer): Part | string {
  const head = body.indexOf(headEnd, at);
  if (head < 0 || head - at > 16_384) return 'a part of it has no end of its headers';
  const said = body.toString('latin1', at, head);
  const name = /^content-disposition:.*?[;\s]name="([^"]{0,200})"/im.exec(said)?.[1];
  if (name === undefined) return 'a part of it has no name';
  const start = head + headEnd.length;
  const end = body.indexOf(Buffer.concat([lineEnd, mark]), start);
  if (end < 0) return 'a part of it has no end';
  return { name, isFile: /[;\s]filename\*?=/i.test(said), start, end };
}

/** Only short values matter here; a prompt's length is known from its place. */
const shortValue = (body: Buffer, { start, end }: Part): string =>
  body.toString('utf8', start, Math.min(end, start + 4096));
