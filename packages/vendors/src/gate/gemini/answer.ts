import { type Dict, isDict, lookAt } from '../answer.ts';
import { memberValue, scanObject } from '../json-scan.ts';

/** Longer documents are not built: what they cost is picked out of them. */
const longestBuilt = 64 * 1024;
const picked = ['usageMetadata', 'modelVersion', 'responseId', 'promptFeedback', 'error'];

/** An answer or event as an object; of a long one the members that say what it cost. Null for no JSON object. */
export function answerOf(text: string, whole: boolean): Dict | null {
  if (whole && text.length <= longestBuilt) return lookAt(text, true);
  if (!whole) return endsOf(text);
  const scan = scanObject(text);
  if ('error' in scan) return null;
  const members = picked.map((name) => [name, memberValue(text, scan, name)] as const);
  return { ...Object.fromEntries(members), candidates: [{ finishReason: finishIn(text) }] };
}

/** What stands at the end of an answer of which the middle is not kept. */
function endsOf(text: string): Dict {
  const last = (name: string) =>
    new RegExp(`"${name}"\\s*:\\s*"([^"]*)"`).exec(
      text.slice(Math.max(0, text.lastIndexOf(`"${name}"`))),
    )?.[1];
  return {
    usageMetadata: objectAt(text, text.lastIndexOf('"usageMetadata"')),
    modelVersion: last('modelVersion'),
    responseId: last('responseId'),
    candidates: [{ finishReason: finishIn(text) }],
  };
}

const finishIn = (text: string): string | undefined => /"finishReason"\s*:\s*"([^"]*)"/.exec(text)?.[1];

/** The object after a name; its texts are names of modalities, without braces. */
function objectAt(text: string, name: number): Dict | null {
  const start = name < 0 ? -1 : text.indexOf('{', name);
  let depth = 0;
  for (let at = start; at >= 0 && at < text.length; at++) {
    if (text.charCodeAt(at) === 0x7b) depth++;
    else if (text.charCodeAt(at) === 0x7d && --depth === 0) return lookAt(text.slice(start, at + 1), true);
  }
  return null;
}

/** Tokens of one modality in `promptTokensDetails` or `candidatesTokensDetails`. */
export function modality(usage: Dict, details: string, name: string): number {
  const list = usage[details];
  if (!Array.isArray(list)) return 0;
  return list
    .filter(isDict)
    .filter((entry) => entry.modality === name)
    .reduce((sum, { tokenCount }) => sum + (Number.isSafeInteger(tokenCount) ? Number(tokenCount) : 0), 0);
}

/** A picture that was put out stands for as many bytes of text as it counts tokens, twice. */
const perPicture = 5_200;
const unspoken = new Set(['thoughtSignature', 'mimeType', 'role', 'thought', 'id']);

/** Bytes of what the model said in an answer's contents. */
export function spokenBytes(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + spokenBytes(item), 0);
  if (!isDict(value)) return 0;
  return Object.entries(value).reduce((sum, [name, item]) => {
    if (unspoken.has(name)) return sum;
    return sum + (name === 'inlineData' ? perPicture : spokenBytes(item));
  }, 0);
}
