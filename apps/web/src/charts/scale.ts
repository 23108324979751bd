/** Ticks from zero to a round number at or above `max`, about `count` of them. */
export function zeroTicks(max: number, count = 4): readonly number[] {
  if (!(max > 0)) return [0];
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((m) => m * power >= rough * 0.999) ?? 10) * power;
  const steps = Math.ceil(max / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** Which of `total` labels to write along `width` so that each has at least `room`; the first always. */
export function labelledIndices(total: number, width: number, room: number): readonly number[] {
  const every = Math.max(1, Math.ceil((room * total) / width));
  return Array.from({ length: Math.ceil(total / every) }, (_, i) => i * every);
}

/** Moves wished positions apart to at least `gap`, inside [low, high], keeping their order. */
export function spread(wished: readonly number[], gap: number, low: number, high: number): readonly number[] {
  const order = wished.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  const placed = order.map((o) => o.y);
  for (let k = 0; k < placed.length; k++) {
    const floor = k === 0 ? low : (placed[k - 1] ?? low) + gap;
    placed[k] = Math.max(placed[k] ?? low, floor);
  }
  for (let k = placed.length - 1; k >= 0; k--) {
    const ceiling = k === placed.length - 1 ? high : (placed[k + 1] ?? high) - gap;
    placed[k] = Math.min(placed[k] ?? high, ceiling);
  }
  const result = new Array<number>(wished.length).fill(0);
  order.forEach((o, k) => {
    result[o.i] = placed[k] ?? 0;
  });
  return result;
}
