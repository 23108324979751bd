/** Annual pay, in 10⁻¹² of its currency. */
export interface Pay {
  base: bigint;
  bonus: bigint;
  equity: bigint;
}

export interface TotalPayFigures extends Pay {
  tokens: bigint;
  total: bigint;
  /** Percent, such as `21.05`; null when there is nothing to divide by. */
  tokenShare: string | null;
  /** Annual tokens in percent of base pay. */
  leverage: string | null;
}

/** Total compensation. Token share = tokens ÷ (base + bonus + equity + tokens). */
export function totalPay({ base, bonus, equity }: Pay, tokens: bigint): TotalPayFigures {
  const total = base + bonus + equity + tokens;
  return {
    base,
    bonus,
    equity,
    tokens,
    total,
    tokenShare: percentText(tokens, total),
    leverage: percentText(tokens, base),
  };
}

/** A share in percent with two decimals, half up; null when the whole is nothing. */
export function percentText(part: bigint, whole: bigint): string | null {
  if (whole <= 0n) return null;
  const hundredths = (part * 20_000n + whole) / (2n * whole);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
