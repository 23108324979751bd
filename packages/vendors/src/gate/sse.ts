/** Longest event that is watched whole. Of longer ones only their ends are looked at. */
const longestEvent = 4 * 1024 * 1024;
/** What is kept of each end of a text that is too long to keep. */
const keptEnd = 64 * 1024;

/**
 * Collects text of unknown length: all of it up to a limit, beyond that its first and last 64 KB.
 * Linear in what is added, whatever the sizes of the pieces.
 */
export class BoundedText {
  private readonly limit: number;
  private pieces: string[] = [];
  private size = 0;
  private head = '';
  private cutOff = false;

  constructor(limit: number) {
    this.limit = Math.max(limit, 4 * keptEnd);
  }

  add(piece: string): void {
    if (piece === '') return;
    this.pieces.push(piece);
    this.size += piece.length;
    if (this.size > this.limit) this.cut();
  }

  private cut(): void {
    const text = this.pieces.join('');
    if (!this.cutOff) this.head = text.slice(0, keptEnd);
    this.cutOff = true;
    this.pieces = [text.slice(-keptEnd)];
    this.size = keptEnd;
  }

  get empty(): boolean {
    return this.size === 0;
  }

  /** What was collected, and whether it is whole. */
  take(): { text: string; whole: boolean } {
    const tail = this.pieces.length === 1 ? (this.pieces[0] ?? '') : this.pieces.join('');
    const taken = this.cutOff ? { text: `${this.head}\n${tail}`, whole: false } : { text: tail, whole: true };
    this.pieces = [];
    this.size = 0;
    this.head = '';
    this.cutOff = false;
    return taken;
  }
}

/** Takes the data of an event as latin-1 text, and whether it is whole; true where the client shall not get it. */
export type OnEvent = (data: string, whole: boolean) => boolean;

/**
 * Reads server-sent events from chunks that may be cut anywhere. Lines end with LF, CRLF or CR
 * (WHATWG HTML §9.2.6). Text is latin-1, one character per byte, so that a character of several bytes
 * cannot be cut; what is read of it are ASCII names and numbers.
 */
export class SseReader {
  private readonly onEvent: OnEvent;
  private readonly line = new BoundedText(longestEvent);
  /** Data of the event that is open: its first line, nearly always the only one, and what follows. */
  private first: string | null = null;
  private more: string[] = [];
  private dataSize = 0;
  private whole = true;
  private afterCr = false;
  private eventOver = true;
  private withheld = false;
  /** Where in the last chunk the events stand that the client shall not get: starts and ends in turn. */
  readonly cuts: number[] = [];

  constructor(onEvent: OnEvent) {
    this.onEvent = onEvent;
  }

  /**
   * Takes a chunk.
   * @returns how many of its bytes belong to events that are over; the rest opens the next one.
   */
  push(chunk: Buffer): number {
    const text = chunk.toString('latin1');
    this.cuts.length = 0;
    let from = this.afterCr && text.charCodeAt(0) === 0x0a ? 1 : 0;
    let over = this.eventOver ? from : 0;
    if (over === 1 && this.withheld) this.cuts.push(0, 1);
    if (text !== '') this.afterCr = false;
    let lf = text.indexOf('\n', from);
    let cr = text.indexOf('\r', from);
    while (lf >= 0 || cr >= 0) {
      const byCr = cr >= 0 && (lf < 0 || cr < lf);
      const end = byCr ? cr : lf;
      let next = end + 1;
      if (byCr && next === text.length) this.afterCr = true;
      else if (byCr && lf === next) next++;
      if (this.lineEnds(text.slice(from, end))) {
        if (this.withheld) this.cuts.push(over, next);
        over = next;
      }
      from = next;
      if (lf >= 0 && lf < from) lf = text.indexOf('\n', from);
      if (cr >= 0 && cr < from) cr = text.indexOf('\r', from);
    }
    if (from < text.length) this.line.add(from === 0 ? text : text.slice(from));
    this.eventOver = over === text.length && (text !== '' || this.eventOver);
    return over;
  }

  /**
   * The stream is over: an event without its blank line counts, since usage may be in it.
   * @returns true where the client shall not get that one.
   */
  end(): boolean {
    if (!this.line.empty) this.lineEnds('');
    this.withheld = false;
    this.eventEnds();
    return this.withheld;
  }

  /** True where the line ended an event. */
  private lineEnds(rest: string): boolean {
    if (this.line.empty) return this.lineIs(rest, true);
    this.line.add(rest);
    const { text, whole } = this.line.take();
    return this.lineIs(text, whole);
  }

  private lineIs(line: string, whole: boolean): boolean {
    if (line === '') {
      this.withheld = false;
      this.eventEnds();
      return true;
    }
    if (line.startsWith('data:') && this.dataSize < longestEvent) {
      const data = line.slice(line.charCodeAt(5) === 0x20 ? 6 : 5);
      if (this.first === null) this.first = data;
      else this.more.push(data);
      this.dataSize += line.length;
      this.whole &&= whole;
    }
    return false;
  }

  private eventEnds(): void {
    if (this.first === null) return;
    const data = this.more.length === 0 ? this.first : [this.first, ...this.more].join('\n');
    const { whole } = this;
    this.first = null;
    if (this.more.length > 0) this.more = [];
    this.dataSize = 0;
    this.whole = true;
    this.withheld = this.onEvent(data, whole);
  }
}
