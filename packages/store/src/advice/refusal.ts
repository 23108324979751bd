/** Why something is not done with a recommendation. Nothing of it was written. */
export interface AdviceRefusal {
  refused: AdviceRefusalCode;
  detail: string;
  fix: string;
}

export type AdviceRefusalCode =
  | 'recommendation-unknown'
  | 'not-permitted'
  | 'not-in-this-state'
  | 'amount-needed'
  | 'target-unknown'
  | 'target-refused'
  | 'changed-since'
  | 'worker-unknown';

export const refuseAdvice = (refused: AdviceRefusalCode, detail: string, fix: string): AdviceRefusal => ({
  refused,
  detail,
  fix,
});

export const unknownAdvice = (id: string): AdviceRefusal =>
  refuseAdvice(
    'recommendation-unknown',
    `there is no recommendation ${id}`,
    'List the recommendations and take an id from there.',
  );
