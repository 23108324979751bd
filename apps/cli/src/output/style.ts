/** Marks text for a terminal; without colour every function returns the text as it is. */
export interface Style {
  readonly color: boolean;
  bold(text: string): string;
  dim(text: string): string;
  warn(text: string): string;
  stop(text: string): string;
}

/** Colour only where it carries meaning, and none when the reader asked for none (no-color.org). */
export function styleFor(color: boolean): Style {
  const mark = (open: number, close: number) => (text: string) =>
    color && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return { color, bold: mark(1, 22), dim: mark(2, 22), warn: mark(33, 39), stop: mark(31, 39) };
}

/** Whether to colour: FORCE_COLOR and NO_COLOR win over what the stream is. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTty: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return isTty && env.TERM !== 'dumb';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI sequences start with ESC
const ansi = /\u001b\[[0-9;]*m/g;

/** Cells the text takes on a terminal: marks take none, wide characters two. */
export function cellWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(ansi, '')) width += cellsOf(character.codePointAt(0) ?? 0);
  return width;
}

const combining = /^\p{Mn}$/u;

function cellsOf(code: number): number {
  if (code < 0x300) return 1;
  if (code === 0x200d || combining.test(String.fromCodePoint(code))) return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

/** Without what would move a terminal's cursor or change its state. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  text.replace(/[\u0000-\u001a\u001c-\u001f\u007f-\u009f]/g, ' ').replace(/\u001b(?!\[[0-9;]*m)/g, ' ');

/** Shortens to the given cells, ending in an ellipsis; control characters never reach a terminal. */
export function fitCells(text: string, cells: number): string {
  const clean = printable(text);
  if (cellWidth(clean) <= cells) return clean;
  let kept = '';
  for (const character of clean) {
    if (cellWidth(kept + character) > cells - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Shortens from the left, for texts whose end matters, such as paths. */
export function fitCellsEnd(text: string, cells: number): string {
  const clean = printable(text);
  if (cellWidth(clean) <= cells) return clean;
  let kept = '';
  for (const character of [...clean].reverse()) {
    if (cellWidth(character + kept) > cells - 1) break;
    kept = character + kept;
  }
  return `…${kept}`;
}
