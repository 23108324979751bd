import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF as this product writes them: streams of glyphs in subset faces, read back through
 * each face's own map to Unicode. Enough to find words; it is no reader of other people's files.
 */
export function textOfPdf(bytes: Buffer): { text: string; pages: number } {
  const objects = objectsOf(bytes);
  const maps = new Map<string, Map<string, string>>();
  for (const { head } of objects.values()) {
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.head ?? '')?.[1];
      const stream = unicode === undefined ? undefined : objects.get(unicode)?.stream;
      if (stream) maps.set(name, glyphMap(stream));
    }
  }
  const parts: string[] = [];
  for (const { stream } of objects.values()) if (stream?.includes('BT')) parts.push(textOf(stream, maps));
  return { text: parts.join('\n'), pages: [...bytes.toString('latin1').matchAll(/\/Type \/Page\b/g)].length };
}

interface PdfObject {
  head: string;
  stream: string | undefined;
}

function objectsOf(bytes: Buffer): Map<string, PdfObject> {
  const all = bytes.toString('latin1');
  const objects = new Map<string, PdfObject>();
  for (const match of all.matchAll(/(\d+) 0 obj\n([\s\S]*?)endobj/g)) {
    const [, id = '', body = ''] = match;
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    objects.set(id, { head, stream: at < 0 ? undefined : unpack(head, body.slice(at + 7)) });
  }
  return objects;
}

function unpack(head: string, body: string): string {
  const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? body.length);
  const data = Buffer.from(body.slice(0, length), 'latin1');
  try {
    return (head.includes('/FlateDecode') ? inflateSync(data) : data).toString('latin1');
  } catch {
    return '';
  }
}

function glyphMap(cmap: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const [, first = '', list = ''] of cmap.matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g)) {
    [...list.matchAll(/<(\w+)>/g)].forEach(([, hex = ''], at) => {
      const code = (Number.parseInt(first, 16) + at).toString(16).padStart(4, '0');
      map.set(code, utf16(hex));
    });
  }
  return map;
}

const utf16 = (hex: string): string =>
  (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('');

function textOf(stream: string, maps: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let map: ReadonlyMap<string, string> = new Map();
  const out: string[] = [];
  for (const [token, face, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ|ET/g)) {
    if (face) map = maps.get(face) ?? new Map();
    else if (shown !== undefined) {
      for (const [, hex = ''] of shown.matchAll(/<(\w+)>/g)) {
        out.push((hex.match(/.{4}/g) ?? []).map((code) => map.get(code.toLowerCase()) ?? '?').join(''));
      }
    } else if (token === 'ET') out.push('\n');
  }
  return out.join('').replaceAll(' \n', ' ');
}
