/** Why a series has no answer. */
export type NoAnswer = 'short' | 'constant' | 'gappy' | 'all-zero' | 'unpaired' | 'collinear' | 'missing';

/** A result of first class: what cannot be told, and what would change that. */
export interface CannotTell {
  readonly cannotTell: NoAnswer;
  /** What is needed; a phrase that follows “Needs”. */
  readonly needs: string;
}

export const cannotTell = (why: NoAnswer, needs: string): CannotTell => ({ cannotTell: why, needs });

export const isCannotTell = <T extends object>(answer: T | CannotTell): answer is CannotTell =>
  'cannotTell' in answer;
