import type { Growth, WorkItem } from '@exchequer/model/contract';

type Outcome = WorkItem['outcomes'][number];

export const stateWords: Record<Outcome['state'], string> = {
  accepted: 'accepted',
  provisional: 'accepted so far',
  reversed: 'taken back',
  'not-counted': 'not counted again',
  signal: 'told',
};

/** What came of a work item, in a line. */
export function outcomeWords(outcomes: readonly Outcome[]): string {
  const told = outcomes.filter((outcome) => outcome.state !== 'not-counted');
  if (told.length === 0) return 'nothing known yet';
  const words = told.map(({ kind_name, state }) =>
    state === 'signal' ? kind_name : `${kind_name}, ${stateWords[state]}`,
  );
  return [...new Set(words)].join('; ');
}

export const verdictWords: Record<Growth['verdict'], string> = {
  healthy: 'Healthy growth',
  unproven: 'Unproven growth',
  'not-growing': 'Not growing',
  'cannot-tell': 'Growth cannot be told yet',
};
