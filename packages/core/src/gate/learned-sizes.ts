import { FadingLine, type LineState } from './fading-line.ts';
import type { CallKind } from './learned.ts';
import { Recent } from './recent.ts';

/** Kinds of calls that are remembered; the least recently used gives way. */
const mostKinds = 5_000;

/**
 * What bounds and bytes usually stand for before a kind was seen. The bound of input is 1.9 times what
 * prose takes and 1.4 times what packed files take; streamed text is bounded at two bytes a token and
 * takes about 4.2; documents have some 500 bytes of names and brackets around it. Models put out some 60 tokens a
 * second.
 */
const usual = { input: 0.53, streamed: 0.48, document: 0.22, envelope: 500, perMs: 0.06 };

/** So many calls of a kind are looked at all, then one in so many: a mean of hundreds hardly moves by one. */
const allSeen = 500;
const oneIn = 8;

/** Marks of equal length, by which a state tells streamed calls from others. */
const [streamMark, documentMark] = ['s\n', 'd\n'];

/** A call that ended with the provider's own account of it. */
export interface SizedCall {
  stream: boolean;
  /** Input as it was bounded when the call was read, and as the provider counted it, with what was cached. */
  boundInput: number;
  input: number;
  cached: number;
  /** Output as it was bounded while it passed, the bytes of the whole answer, and what the provider counted. */
  seen: number;
  bytes: number;
  output: number;
  /** Part of the output that models think; it may pass unseen. */
  reasoning: number;
  /** Milliseconds from sending the call to its end. */
  ms: number;
}

/** How far an answer had come when it was last looked at. */
export type SeenSoFar = Pick<SizedCall, 'stream' | 'seen' | 'bytes' | 'ms'>;

interface Sizes {
  calls: number;
  input: FadingLine;
  cached: FadingLine;
  streamed: FadingLine;
  document: FadingLine;
  byTime: FadingLine;
  unseen: FadingLine;
}

const lineNames = ['input', 'cached', 'streamed', 'document', 'byTime', 'unseen'] as const;

/** What was learned of each kind, line by line. */
type SizesState = [kind: string, lines: LineState[]][];

const isLine = (line: unknown): boolean =>
  Array.isArray(line) && line.length === 5 && line.every((sum) => Number.isFinite(sum));

const isKind = (entry: unknown): entry is SizesState[number] =>
  Array.isArray(entry) &&
  typeof entry[0] === 'string' &&
  Array.isArray(entry[1]) &&
  entry[1].length === lineNames.length &&
  entry[1].every(isLine);

const fresh = (): Sizes => ({
  calls: 0,
  input: new FadingLine(usual.input),
  cached: new FadingLine(0),
  streamed: new FadingLine(usual.streamed),
  document: new FadingLine(usual.document, usual.envelope),
  byTime: new FadingLine(usual.perMs),
  unseen: new FadingLine(0),
});

/**
 * What a call without the provider's final account is taken for: learned from calls of the same kind
 * that had one. Holds stay worst cases; this is only for what is booked, and it is neither above nor
 * below the truth on the whole.
 */
export class LearnedSizes {
  readonly #streams = new Recent<Sizes>(mostKinds);
  readonly #documents = new Recent<Sizes>(mostKinds);

  observe(kind: CallKind, call: SizedCall): void {
    const sizes = this.#of(call.stream).at(kind.name, fresh);
    if (++sizes.calls > allSeen && sizes.calls % oneIn !== 0) return;
    sizes.input.add(call.boundInput, call.input);
    sizes.cached.add(call.input, call.cached);
    sizes.unseen.add(1, unseenOf(call));
    if (call.stream && call.seen > 0) sizes.streamed.add(call.seen, call.output);
    if (!call.stream) sizes.document.add(call.bytes, call.output);
    if (call.ms > 0) sizes.byTime.add(call.ms, call.output);
  }

  /** Input tokens of a call, and how many of them the provider will have had in its cache. */
  input(kind: CallKind, stream: boolean, bound: number): { input: number; cached: number } {
    const sizes = this.#of(stream).get(kind.name);
    const input = Math.round(Math.min(bound, sizes ? sizes.input.at(bound) : bound * usual.input));
    const cached = sizes ? Math.round(Math.min(input, sizes.cached.ratio * input)) : 0;
    return { input, cached };
  }

  /**
   * Output tokens that exist once so much was seen. An answer that comes in one piece, and a model that
   * thinks before it speaks, are judged by the time that they took.
   */
  output(kind: CallKind, { stream, seen, bytes, ms }: SeenSoFar): number {
    const sizes = this.#of(stream).get(kind.name) ?? fresh();
    if (stream) {
      const tokens = seen > 0 ? sizes.streamed.at(seen) : Math.min(sizes.unseen.mean, sizes.byTime.at(ms));
      return Math.round(tokens);
    }
    if (bytes > 0) return Math.round(sizes.document.at(bytes));
    return ms > 0 ? Math.round(sizes.byTime.at(ms)) : 0;
  }

  /** Output tokens of a text that was seen whole, by what streams of the same model have told. */
  spoken(kind: CallKind, seen: number): number {
    return Math.round((this.#streams.get(kind.name) ?? fresh()).streamed.at(seen));
  }

  /** What was learned, to go on from it in another life. */
  state(): SizesState {
    const of = (kinds: Recent<Sizes>, mark: string): SizesState =>
      kinds.entries().map(([name, sizes]) => [mark + name, lineNames.map((line) => sizes[line].state)]);
    return [...of(this.#streams, streamMark), ...of(this.#documents, documentMark)];
  }

  /** Goes on from what an earlier life has learned; what is not of this form is left aside. */
  restore(state: unknown): void {
    if (!Array.isArray(state)) return;
    for (const [name, lines] of state.filter(isKind)) {
      const sizes = fresh();
      for (const [at, line] of lineNames.entries()) sizes[line].restore(lines[at] as LineState);
      this.#of(name.startsWith(streamMark)).set(name.slice(streamMark.length), sizes);
    }
  }

  /** Output tokens that such calls put out in a millisecond. */
  pace(kind: CallKind, stream: boolean): number {
    return this.#of(stream).get(kind.name)?.byTime.slope ?? usual.perMs;
  }

  #of(stream: boolean): Recent<Sizes> {
    return stream ? this.#streams : this.#documents;
  }
}

/** Thoughts that did not pass by: what passed cannot have been them, since its bound is about double. */
const unseenOf = ({ reasoning, output, seen }: SizedCall): number =>
  Math.min(reasoning, Math.max(0, output - seen));
