import { applyEdits, type JSONPath, modify, type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import type { Notation } from './setting.ts';

/** Only as many blanks as the file itself uses. */
function layoutOf(text: string) {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  return {
    formattingOptions: {
      insertSpaces: !indent.startsWith('\t'),
      tabSize: indent.startsWith('\t') ? 1 : indent.length,
      eol: text.includes('\r\n') ? '\r\n' : '\n',
    },
  };
}

const change = (text: string, path: readonly string[], value: string | undefined): string =>
  applyEdits(text, modify(text, [...path] as JSONPath, value, layoutOf(text)));

/** JSON, also with comments and trailing commas. */
export const json: Notation = {
  read: (text) => {
    if (text.trim() === '') return {};
    const errors: ParseError[] = [];
    const read: unknown = parse(text, errors, { allowTrailingComma: true });
    const [first] = errors;
    if (first) throw new Error(`${printParseErrorCode(first.error)} at character ${first.offset}`);
    if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new Error('it is no object');
    return read;
  },
  set: (text, { path, value }) => change(text.trim() === '' ? '{}\n' : text, path, value),
  unset: (text, path) => {
    const without = change(text, path, undefined);
    const parent = path.slice(0, -1);
    const left = parent.reduce<unknown>(
      (at, name) => (at as Record<string, unknown> | undefined)?.[name],
      json.read(without),
    );
    const isEmpty =
      parent.length > 0 && typeof left === 'object' && left !== null && Object.keys(left).length === 0;
    return isEmpty ? change(without, parent, undefined) : without;
  },
};
