import type { IncomingHttpHeaders } from 'node:http';
import type { Bill } from './bill.ts';
import { nothing } from './bill.ts';
import { readWish, type Wish } from './wish.ts';

export type Json = Record<string, unknown>;

export interface Tool {
  name: string;
  /** JSON text of arguments that its schema asks for. */
  arguments: string;
}

/** One request, read as far as an answer needs it. */
export interface Ask {
  headers: IncomingHttpHeaders;
  /** Path without query, and the query. */
  path: string;
  query: URLSearchParams;
  raw: Buffer;
  body: Json;
  text: string;
  wish: Wish;
  /** Number of this request, from which its ids are made. */
  number: number;
}

/** Null when the body is not JSON. */
export function readAsk(headers: IncomingHttpHeaders, url: string, raw: Buffer, number: number): Ask | null {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const json = raw.length > 0 && !(headers['content-type'] ?? '').startsWith('multipart/');
  let body: Json = {};
  if (json) {
    try {
      body = asObject(JSON.parse(raw.toString()));
    } catch {
      return null;
    }
  }
  const text = json ? textOf(body) : raw.toString('latin1');
  return { headers, path, query, raw, body, text, wish: readWish(headers, text), number };
}

export const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

export const asCount = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : null;

/** Keys whose text no model reads. */
const unread = new Set(['model', 'role', 'type', 'id', 'data', 'bytes', 'media_type', 'mimeType', 'url']);

/** All text of a request that a model would read. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(' ');
  return Object.entries(value)
    .map(([key, inner]) => (unread.has(key) ? '' : textOf(inner)))
    .join(' ');
}

/** What the whole answer will be billed at. */
export function billOf(ask: Ask, maxOutput: number | null, answers = 1): Bill {
  const { wish } = ask;
  const wished = wish.outputTokens + wish.reasoning;
  const output = wish.ignoreMax ? wished : Math.min(wished, maxOutput ?? wished);
  return {
    ...nothing,
    input: wish.inputTokens ?? Math.ceil(ask.text.trim().length / 4) + 4,
    cacheRead: wish.cacheRead,
    cacheWrite5m: wish.cacheWrite5m,
    cacheWrite1h: wish.cacheWrite1h,
    output: output * answers,
    reasoning: Math.min(wish.reasoning, output) * answers,
    webSearches: wish.webSearches,
  };
}

/** Arguments that satisfy the required properties of a schema. */
export function argumentsFor(schema: unknown): string {
  const properties = asObject(asObject(schema).properties);
  const chosen = Object.entries(properties).map(([name, property]) => [
    name,
    exampleOf(asText(asObject(property).type)),
  ]);
  return JSON.stringify(Object.fromEntries(chosen));
}

function exampleOf(type: string): unknown {
  if (type.toLowerCase() === 'number' || type.toLowerCase() === 'integer') return 1;
  if (type.toLowerCase() === 'boolean') return true;
  if (type.toLowerCase() === 'array') return [];
  return 'Paris';
}

/** The tool that the wish names among those of the request. */
export function chosenTool(wish: Wish, tools: readonly Tool[]): Tool | null {
  if (wish.tool === '') return null;
  return tools.find(({ name }) => name === wish.tool) ?? tools[0] ?? null;
}

const speech = ['The ', 'books ', 'of ', 'the ', 'house ', 'are ', 'kept ', 'in ', 'order ', 'today, '];

/** Text of so many tokens, from the given one on. */
export function tokens(from: number, count: number): string {
  let text = '';
  for (let at = from; at < from + count; at += 1) text += speech[at % speech.length];
  return text;
}

/** Parts of the visible text, as frames of a stream bring them; `produced` counts reasoning too. */
export function parts(ask: Ask, bill: Bill): { text: string; produced: number }[] {
  const visible = bill.output - bill.reasoning;
  const found: { text: string; produced: number }[] = [];
  for (let at = 0; at < visible; at += ask.wish.chunkTokens) {
    const count = Math.min(ask.wish.chunkTokens, visible - at);
    found.push({ text: tokens(at, count), produced: bill.reasoning + at + count });
  }
  return found;
}

/** A piece of a longer text in so many even parts. */
export function cutText(text: string, into: number): string[] {
  const size = Math.max(1, Math.ceil(text.length / into));
  const found: string[] = [];
  for (let at = 0; at < text.length; at += size) found.push(text.slice(at, at + size));
  return found;
}

/** An id as providers make them, the same for the same request number. */
export function idOf(prefix: string, number: number, length = 24): string {
  return prefix + number.toString(36).padStart(length, '0');
}

export const createdAt = (): number => Math.floor(Date.now() / 1_000);
