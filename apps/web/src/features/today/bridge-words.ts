import type { BridgePart, BridgePartKey, ExplainedBy } from '@exchequer/model/contract';

/** Plain words first, the term of art behind them. */
export const partNames: Record<BridgePartKey, string> = {
  volume: 'How much is used (volume)',
  mix: 'What it is used on (mix)',
  new: 'New, against the average price',
  retired: 'No longer used, against the average price',
  price: 'Prices (price)',
  beside: 'Charges beside tokens',
};

export const partMeanings: Record<BridgePartKey, string> = {
  volume: 'More or fewer tokens, all at the average price of the compared range.',
  mix: 'The same tokens spent on dearer or cheaper work, models and token classes.',
  new: 'What was not there before, at its price of then or its list price, against the average it joined.',
  retired: 'What is there no more: cheaper than the average, its leaving makes the rest dearer.',
  price: 'The same tokens at other prices than before.',
  beside: 'Web searches and stated costs that no token carries.',
};

/** What a change can be told apart by here. */
export const bys = ['workflow', 'team', 'repo', 'tool'] as const satisfies readonly ExplainedBy[];

/** Parts worth a row: those that changed anything, and always volume, mix and price. */
export const rowsOf = (parts: readonly BridgePart[]): readonly BridgePart[] =>
  parts.filter(({ key, amount }) => Number(amount) !== 0 || ['volume', 'mix', 'price'].includes(key));
