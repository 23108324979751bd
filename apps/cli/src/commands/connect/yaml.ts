import { type Document, isMap, isScalar, parseAllDocuments } from 'yaml';
import type { Notation } from './setting.ts';

function topOf(text: string) {
  const documents: Document.Parsed[] = [...parseAllDocuments(text)];
  const fault = documents.flatMap(({ errors }) => errors)[0];
  if (fault) throw fault;
  if (documents.length > 1) throw new Error('it holds several documents');
  const contents = documents[0]?.contents ?? null;
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  if (!isMap(contents)) throw new Error('it is no list of settings');
  return contents.items;
}

type Pair = ReturnType<typeof topOf>[number];

const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

/** Where the value of a pair stands, without the blanks and comments after it. */
function placeOf(pair: Pair): readonly [start: number, end: number] | null {
  const { range } = (pair.value ?? {}) as { range?: readonly [number, number, number] };
  return range ? [range[0], range[1]] : null;
}

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
};

/** YAML, for settings at its top level; deeper ones are not asked for. */
export const yaml: Notation = {
  read: (text) => {
    topOf(text);
    const [document] = parseAllDocuments(text);
    return (document?.toJS() as unknown) ?? {};
  },
  set: (text, { path, value }) => {
    const name = path.join('.');
    const found = topOf(text).find((pair) => keyOf(pair) === name);
    const place = found && placeOf(found);
    if (place) return text.slice(0, place[0]) + JSON.stringify(value) + text.slice(place[1]);
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    return `${text}${text === '' || text.endsWith('\n') ? '' : eol}${name}: ${JSON.stringify(value)}${eol}`;
  },
  unset: (text, path) => {
    const found = topOf(text).find((pair) => keyOf(pair) === path.join('.'));
    const start = (found?.key as { range?: readonly [number, number, number] } | undefined)?.range?.[0];
    const place = found && placeOf(found);
    if (start === undefined || !place) return text;
    return text.slice(0, text.lastIndexOf('\n', start) + 1) + text.slice(lineEnd(text, place[1]));
  },
};
