import type { UsageCounts } from '@exchequer/model';
import { readProviderUsage } from '../wire/index.ts';

/** A JSON object of which nothing is believed yet. */
export type Dict = { readonly [key: string]: unknown };

export const isDict = (value: unknown): value is Dict =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '');

/** What a usage object says, parted as a reading keeps it. */
export interface ReadUsage {
  counts: UsageCounts;
  serviceTier: string;
  speed: string;
  region: string;
  flags: string;
}

/** A provider's usage object as counts; null where it has none of the fields or no whole numbers. */
export function readUsage(usage: unknown, provider: string): ReadUsage | null {
  if (!isDict(usage)) return null;
  const read = readProviderUsage(usage, provider);
  if ('problems' in read) return null;
  const { counts, terms } = read;
  const { service_tier = '', speed = '', region = '', flags = '' } = terms;
  return { counts, serviceTier: service_tier, speed, region, flags };
}

/** Longer documents are not parsed: what matters is looked up in their text. */
const longestParsed = 128 * 1024;

/**
 * An answer or event as an object. Of one that is long or not whole only the members that matter:
 * `type`, `id`, `model`, `service_tier`, `status` and `usage`, wherever in it they stand. Null where it is no JSON.
 */
export function lookAt(text: string, whole: boolean): Dict | null {
  if (whole && text.length <= longestParsed) {
    try {
      const parsed: unknown = JSON.parse(text);
      return isDict(parsed) ? parsed : null;
    } catch {
      return null;
    }
  }
  return /^\s*\{/.test(text) ? pickedOut(text) : null;
}

/** A name with its quotes stands nowhere but as a name: inside a string its quotes would be escaped. */
function pickedOut(text: string): Dict {
  const head = text.slice(0, 64 * 1024);
  return {
    type: /"type"\s*:\s*"([^"]*)"/.exec(head.slice(0, 1024))?.[1] ?? '',
    id: /"id"\s*:\s*"([^"]*)"/.exec(head)?.[1] ?? '',
    model: /"model"\s*:\s*"([^"]*)"/.exec(head)?.[1] ?? '',
    status: /"status"\s*:\s*"([^"]*)"/.exec(head)?.[1] ?? '',
    service_tier: lastTextMember(text, '"service_tier"'),
    usage: lastUsage(text),
  };
}

function lastTextMember(text: string, name: string): string {
  const at = text.lastIndexOf(name);
  return at < 0 ? '' : (/^\s*:\s*"([^"]*)"/.exec(text.slice(at + name.length, at + 200))?.[1] ?? '');
}

/** How many places named `usage` are tried: schemas of tools that are sent back may have such members too. */
const mostTries = 16;

function lastUsage(text: string): Dict | null {
  let at = text.lastIndexOf('"usage"');
  for (let tries = 0; at >= 0 && tries < mostTries; tries++) {
    const found = objectAfter(text, at + 7);
    if (found && readUsage(found, '')) return found;
    at = at === 0 ? -1 : text.lastIndexOf('"usage"', at - 1);
  }
  return null;
}

/** The object that follows a name, of at most 32 KB. */
function objectAfter(text: string, from: number): Dict | null {
  const piece = text.slice(from, from + 32 * 1024);
  const opening = /^\s*:\s*\{/.exec(piece)?.[0].length;
  if (opening === undefined) return null;
  let depth = 1;
  const marks = /[{}]|"(?:[^"\\]|\\.)*"/g;
  marks.lastIndex = opening;
  for (let mark = marks.exec(piece); mark; mark = marks.exec(piece)) {
    if (mark[0] === '{') depth++;
    else if (mark[0] === '}') depth--;
    if (depth === 0) return lookAt(piece.slice(opening - 1, marks.lastIndex), true);
  }
  return null;
}

/** Whether a member of this quoted name has an object for its value. */
export function hasObject(data: string, name: string): boolean {
  for (let at = data.indexOf(name); at >= 0; at = data.indexOf(name, at + name.length)) {
    if (data.charCodeAt(skipBlanks(data, at + name.length)) === 0x7b) return true;
  }
  return false;
}

const isBlankOrColon = (code: number): boolean => code === 0x3a || code === 0x20;

/**
 * Bytes of text that an event adds to the output, escapes included. Nearly every event has one `delta`,
 * a text or an object of a few texts, which is read in place; others are searched for the given quoted names.
 */
export function textBytes(data: string, names: readonly string[]): number {
  const at = data.indexOf('"delta":');
  const plain = at < 0 ? null : deltaBytes(data, skipBlanks(data, at + 8));
  return plain ?? namedBytes(data, names);
}

/** Members of a delta that are no output. */
const noOutput = new Set(['role', 'type', 'id', 'name', 'signature']);

/** Bytes of a delta; null where it holds more than texts and nulls. */
function deltaBytes(data: string, start: number): number | null {
  if (data.charCodeAt(start) === 0x22) return stringEnd(data, start) - start - 1;
  if (data.charCodeAt(start) !== 0x7b) return null;
  let bytes = 0;
  for (let at = skipBlanks(data, start + 1); data.charCodeAt(at) === 0x22; ) {
    const nameEnd = stringEnd(data, at);
    const value = skipBlanks(data, nameEnd + 1);
    if (data.charCodeAt(value) === 0x22) {
      const end = stringEnd(data, value);
      if (!noOutput.has(data.slice(at + 1, nameEnd))) bytes += end - value - 1;
      at = skipBlanks(data, end + 1);
    } else if (data.startsWith('null', value)) at = skipBlanks(data, value + 4);
    else return null;
    if (data.charCodeAt(at) === 0x7d) return bytes;
    at = skipBlanks(data, at + 1);
  }
  return data.charCodeAt(start + 1) === 0x7d ? 0 : null;
}

function skipBlanks(data: string, from: number): number {
  let at = from;
  while (isBlankOrColon(data.charCodeAt(at))) at++;
  return at;
}

function namedBytes(data: string, names: readonly string[]): number {
  let bytes = 0;
  for (const name of names) {
    for (let at = data.indexOf(name); at >= 0; at = data.indexOf(name, at + name.length)) {
      const start = skipBlanks(data, at + name.length);
      if (data.charCodeAt(start) === 0x22) bytes += stringEnd(data, start) - start - 1;
    }
  }
  return bytes;
}

function stringEnd(data: string, start: number): number {
  for (let end = data.indexOf('"', start + 1); end >= 0; end = data.indexOf('"', end + 1)) {
    let slash = end - 1;
    while (slash > start && data.charCodeAt(slash) === 0x5c) slash--;
    if (((end - slash) & 1) === 1) return end;
  }
  return data.length;
}
