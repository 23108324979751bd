/** What a provider charges for, in disjoint classes, as it will stand on its bill. */
export interface Bill {
  /** Input that was neither read from nor written to a cache. */
  input: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  /** All output; reasoning is a part of it. */
  output: number;
  reasoning: number;
  audioInput: number;
  images: number;
  webSearches: number;
}

export const nothing: Readonly<Bill> = {
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  reasoning: 0,
  audioInput: 0,
  images: 0,
  webSearches: 0,
};

/** The bill of an answer that ended when it had put out so much. */
export function cutTo(bill: Bill, output: number): Bill {
  const produced = Math.min(bill.output, output);
  return { ...bill, output: produced, reasoning: Math.min(bill.reasoning, produced) };
}

/** Adds in place: totals are kept over millions of requests. */
export function addTo(total: Bill, bill: Readonly<Bill>): void {
  total.input += bill.input;
  total.cacheRead += bill.cacheRead;
  total.cacheWrite5m += bill.cacheWrite5m;
  total.cacheWrite1h += bill.cacheWrite1h;
  total.output += bill.output;
  total.reasoning += bill.reasoning;
  total.audioInput += bill.audioInput;
  total.images += bill.images;
  total.webSearches += bill.webSearches;
}
