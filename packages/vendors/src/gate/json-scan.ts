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

const [quote, backslash, comma, colon, openBrace, openBracket] = [0x22, 0x5c, 0x2c, 0x3a, 0x7b, 0x5b];
/** A closing bracket's code is that of its opening one and this. */
const toClosing = 2;
const closeBrace = openBrace + toClosing;

/**
 * Reads a JSON object held as latin-1 text, so that offsets are those of its bytes.
 *
 * Everything outside strings is checked by JSON's grammar, and long strings are leapt over with the
 * engine's own search, which makes this several times cheaper than parsing. What stays unchecked are raw
 * control characters and escapes inside strings: where they are wrong every reader still agrees on where
 * the string ends, and the provider refuses them. Duplicate outermost names are refused, since readers
 * differ on which of them counts.
 *
 * @returns the scan, or what is wrong and at which byte.
 */
export function scanObject(
  text: string,
  marks: readonly string[] = [],
): JsonScan | { error: string; at: number } {
  const watch: MarkWatch = { byStart: byStart(marks), found: new Set() };
  try {
    return { members: membersOf(text, watch), marks: watch.found };
  } catch (error) {
    if (error instanceof Malformed) return { error: error.message, at: error.at };
    throw error;
  }
}

class Malformed extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Marks that are looked for, by the code of their first character. */
type MarksByStart = readonly (readonly string[] | undefined)[];

interface MarkWatch {
  byStart: MarksByStart;
  found: Set<string>;
}

const known = new WeakMap<readonly string[], MarksByStart>();

function byStart(marks: readonly string[]): MarksByStart {
  let table = known.get(marks);
  if (!table) {
    table = Array.from({ length: 256 }, (_, code) => {
      const some = marks.filter((mark) => mark.charCodeAt(0) === code);
      return some.length > 0 ? some : undefined;
    });
    known.set(marks, table);
  }
  return table;
}

function membersOf(text: string, watch: MarkWatch): Map<string, JsonSpan> {
  const members = new Map<string, JsonSpan>();
  let at = skipBlanks(text, 0);
  if (text.charCodeAt(at) !== openBrace) throw new Malformed('it is not a JSON object', at);
  at = skipBlanks(text, at + 1);
  let more = text.charCodeAt(at) !== closeBrace;
  while (more) {
    const start = skipName(text, at, watch);
    const name = nameAt(text, at);
    if (members.has(name)) throw new Malformed(`"${name.slice(0, 40)}" is there twice`, at);
    const end = skipValue(text, skipBlanks(text, start), watch);
    members.set(name, { start: skipBlanks(text, start), end });
    at = skipBlanks(text, end);
    more = text.charCodeAt(at) === comma;
    if (more) at = skipBlanks(text, at + 1);
    else if (text.charCodeAt(at) !== closeBrace) {
      throw new Malformed('a comma or a closing brace is missing', at);
    }
  }
  at = skipBlanks(text, at + 1);
  if (at < text.length) throw new Malformed('something follows the JSON object', at);
  return members;
}

/** Names that most calls have, by how they are written. A name that is cut out of a text keeps all of it in memory. */
const usualNames = new Map(
  [
    ...[
      'model',
      'messages',
      'stream',
      'stream_options',
      'max_tokens',
      'max_completion_tokens',
      'temperature',
    ],
    ...['tools', 'tool_choice', 'parallel_tool_calls', 'response_format', 'reasoning_effort', 'service_tier'],
    ...[
      'system',
      'metadata',
      'thinking',
      'input',
      'instructions',
      'max_output_tokens',
      'previous_response_id',
    ],
    ...['contents', 'generationConfig', 'systemInstruction', 'safetySettings', 'toolConfig'],
  ].map((name) => [`"${name}"`, name]),
);

/** The name that starts here; it was skipped before, so that it has an end. */
function nameAt(text: string, at: number): string {
  const literal = text.slice(at, skipString(text, at));
  const known = usualNames.get(literal);
  if (known !== undefined) return known;
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    throw new Malformed('a member name has a wrong escape', at);
  }
}

function skipBlanks(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
  }
}

/** Past a name and its colon. */
function skipName(text: string, at: number, watch: MarkWatch): number {
  if (text.charCodeAt(at) !== quote) throw new Malformed('a member name is missing', at);
  const end = skipBlanks(text, skipString(text, at, watch));
  if (text.charCodeAt(end) !== colon) throw new Malformed('a colon is missing', end);
  return end + 1;
}

function skipString(text: string, at: number, watch?: MarkWatch): number {
  const start = at + 1;
  const end = shortEnd(text, start);
  const marks = watch?.byStart[text.charCodeAt(start)];
  if (watch !== undefined && marks !== undefined) note(text, start, marks, watch.found);
  return (end < 0 ? longEnd(text, start) : end) + 1;
}

function note(text: string, start: number, marks: readonly string[], found: Set<string>): void {
  for (const mark of marks) if (text.startsWith(mark, start)) found.add(mark);
}

/** The end of a string of a few plain characters, for which a search would cost more than a look; else -1. */
function shortEnd(text: string, start: number): number {
  for (let at = start; at < start + shortString; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) return -1;
  }
  return -1;
}

function longEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 1)) {
    let slash = end - 1;
    while (slash >= start && text.charCodeAt(slash) === backslash) slash--;
    if (((end - slash) & 1) === 1) return end;
  }
  throw new Malformed('a string has no end', start);
}

/** Past one value, nested ones included, without recursion. */
function skipValue(text: string, from: number, watch: MarkWatch): number {
  const closing: number[] = [];
  for (let at = from; ; at = skipBlanks(text, at)) {
    const code = text.charCodeAt(at);
    if (code === quote) at = skipString(text, at, watch);
    else if (code !== openBrace && code !== openBracket) at = skipScalar(text, at, code);
    else {
      at = skipBlanks(text, at + 1);
      if (text.charCodeAt(at) === code + toClosing) at++;
      else {
        if (closing.push(code + toClosing) > deepest) throw new Malformed('it is nested too deeply', at);
        if (code === openBrace) at = skipName(text, at, watch);
        continue;
      }
    }
    at = skipClosing(text, at, closing);
    if (closing.length === 0) return at;
    if (closing[closing.length - 1] === closeBrace) at = skipName(text, skipBlanks(text, at), watch);
  }
}

/** After a value: past the brackets that close here and the comma that follows, if anything is still open. */
function skipClosing(text: string, from: number, closing: number[]): number {
  let at = from;
  while (closing.length > 0) {
    at = skipBlanks(text, at);
    const code = text.charCodeAt(at);
    if (code !== comma && code !== closing[closing.length - 1]) {
      throw new Malformed('a comma or a bracket is missing', at);
    }
    at++;
    if (code === comma) return at;
    closing.pop();
  }
  return at;
}

function skipScalar(text: string, at: number, code: number): number {
  const word = code === 0x74 ? 'true' : code === 0x66 ? 'false' : 'null';
  if (text.startsWith(word, at)) return at + word.length;
  number.lastIndex = at;
  if (!number.test(text)) throw new Malformed('a value is missing or no JSON', at);
  return number.lastIndex;
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

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
