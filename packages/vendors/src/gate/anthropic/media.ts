import { type Dict, isDict } from '../answer.ts';
import { decodedBytes, pagesAtMost } from '../count.ts';

/** Strings by which a body that has media is known, with their closing quote. */
export const mediaMarks: readonly string[] = ['image"', 'document"', 'container_upload"'];

/**
 * Anthropic's published limits: a picture is scaled until it makes at most 4,784 tokens on models that
 * see in high resolution (1,568 on others); a page of a PDF makes up to 3,000 of text beside its picture,
 * and is taken for 5,000 here, since dense text and a full picture do not come together on every page.
 */
const perImage = 4_784;
const perPage = 5_000;
/** A document that is only named. */
const perFileByName = 100_000;

/** Pictures and documents of a request: bytes that are not text, and the tokens they are taken for. */
export function anthropicMedia(root: unknown): { bytes: number; tokens: number } {
  const sum = { bytes: 0, tokens: 0 };
  walk(root, 0, sum);
  return sum;
}

/** Messages hold contents, contents hold results of tools, and those hold contents again. */
const deepestPart = 10;

function walk(value: unknown, depth: number, sum: { bytes: number; tokens: number }): void {
  if (depth > deepestPart) return;
  if (Array.isArray(value)) for (const item of value) walk(item, depth + 1, sum);
  else if (isDict(value)) {
    countBlock(value, sum);
    for (const name of ['messages', 'system', 'content', 'source', 'requests', 'params']) {
      if (typeof value[name] === 'object') walk(value[name], depth + 1, sum);
    }
  }
}

function countBlock(block: Dict, sum: { bytes: number; tokens: number }): void {
  if (block.type === 'container_upload') sum.tokens += perFileByName;
  if (block.type !== 'image' && block.type !== 'document') return;
  const { source } = block;
  if (!isDict(source)) return;
  const data = source.type === 'base64' && typeof source.data === 'string' ? source.data : null;
  if (data !== null) sum.bytes += data.length;
  if (block.type === 'image') sum.tokens += perImage;
  else if (data !== null) sum.tokens += pagesAtMost(decodedBytes(data)) * perPage;
  else if (source.type === 'url' || source.type === 'file') sum.tokens += perFileByName;
}
