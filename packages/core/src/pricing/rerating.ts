import type { BookingReport, PriceAnswer, PriceQuestion } from '@exchequer/model';
import { fromFirstToken, overlap } from './span.ts';

/** Usage of one question in the journal, with the prices it is booked at. */
export interface UsedPrice extends PriceQuestion {
  workspace: string;
  /** '' stands for unpriced. */
  price_ids: string[];
  requests: string;
  tokens: string;
  cost_list: string;
  /** In suspense, USD. */
  suspense: string;
  first_at: string;
  last_at: string;
}

/** What re-rating needs of the journal. */
export interface Rerating {
  /** Every question the journal's usage asks, with what it is booked at now. */
  used(): Promise<UsedPrice[]>;
  /** Prices the usage of a raw provider and model again; differences become amendments. */
  rebook(of: { workspace: string; provider: string; model: string }): Promise<BookingReport>;
}

/** Whether re-rating could change anything: a price that no longer holds, or one not yet used. */
export function mayChange(used: UsedPrice, answer: PriceAnswer): boolean {
  const current = new Set(answer.slices.map((s) => s.priceId));
  const booked = new Set(used.price_ids.filter((id) => id !== 'stated'));
  if (booked.size === 0) return false;
  if ([...booked].some((id) => id !== '' && !current.has(id))) return true;
  if (booked.has('') && answer.slices.length > 0) return true;
  const during = { validFrom: used.first_at, validTo: new Date(Date.parse(used.last_at) + 1).toISOString() };
  return answer.slices.some(
    (s) => s.contextOver === fromFirstToken && !booked.has(s.priceId) && overlap(s, during) !== null,
  );
}
