/**
 * Moments of a decision, in their order. Latency is from signal to action; a decision that has not
 * been acted on yet is open (censored), never left out.
 */
export const decisionStages = ['signal', 'detected', 'decided', 'acted', 'reviewed'] as const;
export type DecisionStage = (typeof decisionStages)[number];

/** A piece of data that a decision used, and how old it was then. */
export interface DecisionInput {
  name: string;
  /** When what was used had last been true, ISO 8601 UTC; null when nobody knows. */
  asOf: string | null;
  /** The oldest that would have done, in seconds; null when nothing was agreed. */
  freshWithinSeconds: number | null;
  /** True where it came from a connected source and not by hand. */
  live: boolean;
  /** An AI artefact was used: a report, a draft, a recommendation. */
  byAi: boolean;
}

/** A decision of the log. Times are ISO 8601 UTC; null is not yet. */
export interface Decision {
  id: string;
  /** Which kind of decision, such as pricing or hiring; latencies are compared within one. */
  kind: string;
  title: string;
  teamId: string;
  signalAt: string;
  detectedAt: string | null;
  decidedAt: string | null;
  actedAt: string | null;
  reviewedAt: string | null;
  /** Given up without action; its latency is censored here. */
  droppedAt: string | null;
  /** Minutes of people weighing and deciding, and of gathering and preparing. */
  judgementMinutes: number;
  executionMinutes: number;
  /** Stated probability that it turns out well, in permille; null when none was stated. */
  statedPermille: number | null;
  /** How it turned out on review; null while open. */
  turnedOut: boolean | null;
  reversedAt: string | null;
  inputs: readonly DecisionInput[];
}

/** Days within which a reversal counts against the quality of a decision. */
export const decisionReversalDays = 90;
