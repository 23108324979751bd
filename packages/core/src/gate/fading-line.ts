/** What is left of the weight of an observation after each newer one: of a thousand, most tells the latest. */
const keep = 0.998;
/** Observations below which a slope of its own is not trusted, and how much the usual ratio counts until then. */
const leastSeen = 12;
const trustInUsual = 4;
/** How much sizes must differ, as a share of their mean square, to tell a slope from a constant. */
const leastSpread = 0.002;

/** Count, sums and sums of products of the pairs seen. */
export type LineState = [number, number, number, number, number];

/**
 * The straight line through pairs of sizes that fade as newer ones come: of what is known of a call to
 * what it was charged for. Least squares, in constant memory.
 */
export class FadingLine {
  readonly #usual: number;
  readonly #before: number;
  #n = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #xy = 0;

  /**
   * @param usual what a unit stands for until enough was seen
   * @param before units that stand for nothing, such as those of an envelope
   */
  constructor(usual: number, before = 0) {
    this.#usual = usual;
    this.#before = before;
  }

  /** What was seen, to go on from it in another life. */
  get state(): LineState {
    return [this.#n, this.#x, this.#y, this.#xx, this.#xy];
  }

  restore(state: LineState): void {
    [this.#n, this.#x, this.#y, this.#xx, this.#xy] = state;
  }

  add(x: number, y: number): void {
    this.#n = this.#n * keep + 1;
    this.#x = this.#x * keep + x;
    this.#y = this.#y * keep + y;
    this.#xx = this.#xx * keep + x * x;
    this.#xy = this.#xy * keep + x * y;
  }

  /** Mean of what was charged for; 0 before anything was seen. */
  get mean(): number {
    return this.#n === 0 ? 0 : this.#y / this.#n;
  }

  /** What so much stands for; never below 0. */
  at(x: number): number {
    const line = this.#line();
    if (line) return Math.max(0, line.from + line.slope * x);
    return Math.max(0, x - this.#before) * this.ratio;
  }

  /** What one unit more stands for. */
  get slope(): number {
    return this.#line()?.slope ?? this.ratio;
  }

  /** What was charged for by unit, the usual standing in for what was not seen yet. */
  get ratio(): number {
    const told = this.#x - this.#n * this.#before;
    if (told <= 0) return this.#usual;
    const stand = (trustInUsual * told) / this.#n;
    return (this.#y + this.#usual * stand) / (told + stand);
  }

  #line(): { from: number; slope: number } | null {
    if (this.#n < leastSeen) return null;
    const spread = this.#xx - (this.#x * this.#x) / this.#n;
    if (spread <= this.#xx * leastSpread) return null;
    const slope = (this.#xy - (this.#x * this.#y) / this.#n) / spread;
    if (slope <= 0) return null;
    return { from: (this.#y - slope * this.#x) / this.#n, slope };
  }
}
