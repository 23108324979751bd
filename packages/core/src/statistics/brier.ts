/** What somebody said would happen with which probability (0–1), and whether it did. */
export interface Forecast {
  readonly stated: number;
  readonly happened: boolean;
}

/** Mean of (stated probability − result)²: 0 foresees all, 0.25 tells as much as a coin; null without any. */
export function brierScore(forecasts: readonly Forecast[]): number | null {
  if (forecasts.length === 0) return null;
  const sum = forecasts.reduce((total, { stated, happened }) => total + (stated - Number(happened)) ** 2, 0);
  return sum / forecasts.length;
}
