import { type AST, getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import type { Notation } from './setting.ts';

type KeyValue = AST.TOMLKeyValue;

/** A table of the file: the keys before any header, or those under one header. */
interface Table {
  path: readonly string[];
  header: readonly [start: number, end: number] | null;
  entries: readonly KeyValue[];
}

const nameOf = ({ keys }: AST.TOMLKey): string[] =>
  keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));

function tablesOf(text: string): Table[] {
  const body = parseTOML(text).body[0].body;
  const root = body.filter((node): node is KeyValue => node.type === 'TOMLKeyValue');
  const tables = body.flatMap((node): Table[] =>
    node.type === 'TOMLTable' && node.kind === 'standard'
      ? [{ path: nameOf(node.key), header: [node.range[0], node.key.range[1] + 1], entries: node.body }]
      : [],
  );
  return [{ path: [], header: null, entries: root }, ...tables];
}

const same = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n');

function find(text: string, path: readonly string[]) {
  const table = tablesOf(text).find((one) => same(one.path, path.slice(0, -1)));
  const entry = table?.entries.find(({ key }) => same(nameOf(key), path.slice(-1)));
  return { table, entry };
}

const newline = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
const splice = (text: string, from: number, to: number, by: string): string =>
  text.slice(0, from) + by + text.slice(to);

/** Just after the line that holds a place, and whether that line ends with a line break. */
function afterLine(text: string, place: number): number {
  const end = text.indexOf('\n', place);
  return end < 0 ? text.length : end + 1;
}

const endsLine = (text: string): boolean => text === '' || text.endsWith('\n');

/** JSON strings are TOML basic strings, but for one escape that JSON alone has. */
const quoted = (value: string): string => JSON.stringify(value).replaceAll('\\/', '/');

/** TOML. Tables written inline, and keys written with dots, are left to their owner. */
export const toml: Notation = {
  read: (text) => getStaticTOMLValue(parseTOML(text)),
  set: (text, { path, value }) => {
    const { table, entry } = find(text, path);
    const eol = newline(text);
    if (entry) return splice(text, entry.value.range[0], entry.value.range[1], quoted(value));
    const line = `${path.at(-1)} = ${quoted(value)}${eol}`;
    if (!table)
      return `${text}${endsLine(text) ? '' : eol}${text === '' ? '' : eol}[${path.slice(0, -1).join('.')}]${eol}${line}`;
    const last = table.entries.at(-1)?.range[1] ?? table.header?.[1];
    if (last === undefined) return `${line}${text}`;
    const at = afterLine(text, last);
    return splice(text, at, at, endsLine(text.slice(0, at)) ? line : `${eol}${line}`);
  },
  unset: (text, path) => {
    const { table, entry } = find(text, path);
    if (!table || !entry) return text;
    if (table.header && table.entries.length === 1) {
      const until = afterLine(text, entry.range[1]);
      // The blank line before a table came with it.
      const before = text.slice(0, table.header[0]).replace(/(\r?\n)\r?\n$/, '$1');
      return before + text.slice(until);
    }
    const start = text.lastIndexOf('\n', entry.range[0]) + 1;
    return splice(text, start, afterLine(text, entry.range[1]), '');
  },
};
