/** Where a value stands in a document, in bytes: first byte, and the one after its last. */
export interface JsonSpan {
  start: number;
  end: number;
}

/** What one pass over a JSON object tells without building it. Holds offsets only, never text. */
export interface JsonScan {
  /** Spans of the values of the outermost members. */
  members: ReadonlyMap<string, JsonSpan>;
  /** Prefixes of {@link scanObject}'s `marks` with which some string of the document starts. */
  marks: ReadonlySet<string>;
}

/** Deeper documents are refused: no API takes them, and readers of them would run out of stack. */
const deepest = 200;

/** Names and words are mostly shorter than this, texts longer. */
const shortString = 24;

const quote = 0x22;
const backslash = 0x5c;

/**
 * Reads a JSON object held as latin-1 text, so that offsets are those of its bytes.
 *
 * Everything outside strings is checked by JSON's grammar, and strings are leapt over with the engine's
 * own search, which makes this several times cheaper than parsing. What stays unchecked are raw control
 * characters and escapes inside strings: where they are wrong every reader still agrees on where the
 * string ends, and the provider refuses them. Duplicate outermost names are refused, since readers
 * differ on which of them counts.
 *
 * @returns the scan, or what is wrong and at which byte.
 */
export function scanObject(
  text: string,
  marks: readonly string[] = [],
): JsonScan | { error: string; at: number } {
  const scanner = new Scanner(text, marks);
  try {
    return scanner.object();
  } catch (error) {
    if (error instanceof Malformed) return { error: error.message, at: scanner.at };
    throw error;
  }
}

class Malformed extends Error {}

const inObject = 1;
const inArray = 2;

class Scanner {
  at = 0;
  private readonly text: string;
  private readonly marks: readonly string[];
  private readonly markStarts = new Uint8Array(256);
  private readonly found = new Set<string>();

  constructor(text: string, marks: readonly string[]) {
    this.text = text;
    this.marks = marks;
    for (const mark of marks) this.markStarts[mark.charCodeAt(0)] = 1;
  }

  object(): JsonScan {
    const members = new Map<string, JsonSpan>();
    if (this.next() !== 0x7b) throw new Malformed('it is not a JSON object');
    this.at++;
    if (this.next() === 0x7d) this.at++;
    else this.members(members);
    if (!Number.isNaN(this.next())) throw new Malformed('something follows the JSON object');
    return { members, marks: this.found };
  }

  private members(members: Map<string, JsonSpan>): void {
    for (;;) {
      const name = this.name();
      if (this.next() !== 0x3a) throw new Malformed('a colon is missing');
      this.at++;
      this.next();
      const start = this.at;
      this.value();
      if (members.has(name)) throw new Malformed(`"${name.slice(0, 40)}" is there twice`);
      members.set(name, { start, end: this.at });
      const after = this.next();
      this.at++;
      if (after === 0x7d) return;
      if (after !== 0x2c) throw new Malformed('a comma or a closing brace is missing');
      this.next();
    }
  }

  private name(): string {
    if (this.text.charCodeAt(this.at) !== quote && this.next() !== quote) {
      throw new Malformed('a member name is missing');
    }
    const start = this.at;
    this.string();
    const raw = this.text.slice(start + 1, this.at - 1);
    return raw.includes('\\') ? unescaped(`"${raw}"`) : raw;
  }

  /** Skips white space; the code of what follows, or NaN at the end. */
  private next(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code;
      this.at++;
    }
  }

  private string(): void {
    const start = this.at + 1;
    const end = this.shortEnd(start) ?? this.longEnd(start);
    if (this.markStarts[this.text.charCodeAt(start)] === 1) this.mark(start);
    this.at = end + 1;
  }

  /** The end of a string of a few plain characters, for which a search would cost more than a look. */
  private shortEnd(start: number): number | null {
    for (let at = start; at < start + shortString; at++) {
      const code = this.text.charCodeAt(at);
      if (code === quote) return at;
      if (code === backslash) return null;
    }
    return null;
  }

  private longEnd(start: number): number {
    for (let end = this.text.indexOf('"', start); end >= 0; end = this.text.indexOf('"', end + 1)) {
      let slash = end - 1;
      while (slash >= start && this.text.charCodeAt(slash) === backslash) slash--;
      if (((end - slash) & 1) === 1) return end;
    }
    throw new Malformed('a string has no end');
  }

  private mark(start: number): void {
    for (const mark of this.marks) if (this.text.startsWith(mark, start)) this.found.add(mark);
  }

  /** One value, nested ones included, without recursion. */
  private value(): void {
    const open: number[] = [];
    for (;;) {
      const code = this.next();
      if (code === 0x7b || code === 0x5b) {
        if (open.length >= deepest) throw new Malformed('it is nested too deeply');
        this.at++;
        if (this.opened(code === 0x7b ? inObject : inArray, open)) continue;
      } else if (code === quote) this.string();
      else this.scalar(code);
      if (this.closed(open)) return;
    }
  }

  /** After an opening bracket: true where a value follows, false where it was closed at once. */
  private opened(kind: number, open: number[]): boolean {
    const code = this.next();
    if (code === (kind === inObject ? 0x7d : 0x5d)) {
      this.at++;
      return false;
    }
    open.push(kind);
    if (kind === inObject) this.key();
    return true;
  }

  private key(): void {
    if (this.next() !== quote) throw new Malformed('a member name is missing');
    this.string();
    if (this.next() !== 0x3a) throw new Malformed('a colon is missing');
    this.at++;
  }

  /** After a value: true when nothing is open any more; otherwise stands before the next value. */
  private closed(open: number[]): boolean {
    for (;;) {
      const kind = open.at(-1);
      if (kind === undefined) return true;
      const code = this.next();
      this.at++;
      if (code === 0x2c) {
        if (kind === inObject) this.key();
        return false;
      }
      if (code !== (kind === inObject ? 0x7d : 0x5d)) throw new Malformed('a comma or a bracket is missing');
      open.pop();
    }
  }

  private scalar(code: number): void {
    const word = literals[code];
    if (word !== undefined && this.text.startsWith(word, this.at)) this.at += word.length;
    else this.number();
  }

  private number(): void {
    const pattern = number;
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) throw new Malformed('a value is missing or no JSON');
    this.at = pattern.lastIndex;
  }
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Literals by the code of their first letter. */
const literals: Readonly<Record<number, string>> = { 116: 'true', 102: 'false', 110: 'null' };

function unescaped(literalText: string): string {
  try {
    return JSON.parse(literalText) as string;
  } catch {
    throw new Malformed('a member name has a wrong escape');
  }
}

/** The value of an outermost member, parsed; undefined where it is absent. */
export function memberValue(text: string, scan: JsonScan, name: string): unknown {
  const span = scan.members.get(name);
  if (!span) return undefined;
  const raw = text.slice(span.start, span.end);
  try {
    return JSON.parse(beyondAscii.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw);
  } catch {
    return undefined;
  }
}

const beyondAscii = /[\x80-\xff]/;

/** A piece of a body to be written anew. */
export interface JsonEdit extends JsonSpan {
  text: string;
}

/** The body with some pieces replaced and every other byte as it was. Edits must not overlap. */
export function splice(body: Buffer, edits: readonly JsonEdit[]): Buffer {
  if (edits.length === 0) return body;
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    pieces.push(body.subarray(from, start), Buffer.from(text));
    from = end;
  }
  pieces.push(body.subarray(from));
  return Buffer.concat(pieces);
}

/** An edit that sets an outermost member: its value replaced, or the member put in front of the others. */
export function setMember(body: Buffer, scan: JsonScan, name: string, value: unknown): JsonEdit {
  const text = JSON.stringify(value);
  const span = scan.members.get(name);
  if (span) return { ...span, text };
  const inside = body.indexOf(0x7b) + 1;
  return {
    start: inside,
    end: inside,
    text: `${JSON.stringify(name)}:${text}${scan.members.size > 0 ? ',' : ''}`,
  };
}
