/** What to do about something that is missing: words of one button, and where it leads. */
export interface Remedy {
  label: string;
  to: '/w/$ws/people' | '/w/$ws/sources' | '/w/$ws/budgets' | '/w/$ws/gateway' | '/w/$ws/value' | 'range';
  hash?: string;
}

const remedies: readonly (readonly [RegExp, Remedy])[] = [
  [/^a price for/, { label: 'Price the model', to: '/w/$ws/sources', hash: 'unpriced' }],
  [/ states it$/, { label: 'State figures', to: '/w/$ws/value', hash: 'figures' }],
  [/^at least|fewer than|in this range/, { label: 'Widen the range', to: 'range' }],
  [/decision/, { label: 'Record decisions', to: '/w/$ws/value', hash: 'decisions' }],
  [/^scrape|DCGM/, { label: 'Scrape own GPUs', to: '/w/$ws/gateway', hash: 'own-gpus' }],
  [
    /^people|staff|persons|employ|manager/,
    { label: 'Import people', to: '/w/$ws/people', hash: 'people-import' },
  ],
  [/budget|envelope/, { label: 'Set a budget', to: '/w/$ws/budgets' }],
  [/usage/, { label: 'Connect a source', to: '/w/$ws/sources', hash: 'connect' }],
];

/** Where a missing input is brought; null where no page takes it, so that no button leads nowhere. */
export const remedyOf = (needs: string): Remedy | null =>
  remedies.find(([pattern]) => pattern.test(needs))?.[1] ?? null;
