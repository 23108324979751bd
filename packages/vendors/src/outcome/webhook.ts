import type { NormalisedOutcome, Reject, WorkEvidence } from '@exchequer/model';
import type { WebhookVendor } from '@exchequer/model/contract';

/** What a vendor sent, as it came. Nothing of it is to be believed before it is verified. */
export interface Delivery {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

export interface WebhookContext {
  workspace: string;
  nowMs: number;
  /** Name of the source, for refusals. */
  sourceName: string;
}

/** What a delivery says. */
export interface OutcomeReading {
  outcomes: NormalisedOutcome[];
  evidence: WorkEvidence;
  /** The vendor's name of what happened, such as `pull_request.closed`. */
  event: string;
  /** Why nothing was taken from it, where that is in order; else null. */
  ignored: string | null;
  rejects: Reject[];
}

/** Why a delivery is not believed. */
export interface Distrust {
  refused: string;
  fix: string;
}

/** How the deliveries of one vendor are verified and read. */
export interface WebhookReader {
  vendor: WebhookVendor;
  /** The vendor's id of the delivery; one that is repeated has the same. Null where it sends none. */
  deliveryId(delivery: Delivery): string | null;
  /** Null when the delivery was signed with one of the secrets, and lately where the time is signed. */
  verify(delivery: Delivery, secrets: readonly string[], nowMs: number): Distrust | null;
  /** Reads a verified delivery whose body is the JSON value `payload`. */
  read(payload: unknown, delivery: Delivery, context: WebhookContext): OutcomeReading;
  /** What to do at the vendor, step by step. */
  steps(url: string): string[];
}

/** The one value of a header; empty where it is absent. */
export function header({ headers }: Delivery, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
