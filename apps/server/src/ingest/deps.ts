import type {
  BookingReport,
  LinkIntake,
  NormalisedUsage,
  OutcomeIntake,
  Reject,
  SeriesStore,
  UsageIntake,
} from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import type { Quarantine } from '@exchequer/store/quarantine';
import type { BodyBudget } from './body.ts';
import type { IngestLimits } from './limits.ts';
import { busy, IngestRefusal } from './refusal.ts';

/** What taking usage in needs. */
export interface IngestDeps {
  intake: UsageIntake & {
    /** Rows accepted and not yet booked. */
    waitingRows?(): number;
  };
  outcomes: OutcomeIntake;
  series: SeriesStore;
  /** Takes in what links sessions to work; without it nothing is kept of that. */
  links?: LinkIntake;
  /** Where records that could not be taken in are kept to be looked at. */
  quarantine: Pick<Quarantine, 'keep'>;
  limits: IngestLimits;
  budget: BodyBudget;
  now: () => Date;
  log: (message: string, error: unknown) => void;
}

/** Refuses work for now where too much of it waits. */
export function admit({ intake, limits }: IngestDeps): void {
  if ((intake.waitingRows?.() ?? 0) > limits.waitingRows)
    throw busy('usage arrives faster than it is booked', 2);
}

/**
 * Books rows; resolves when they are durable. A failure is the server’s, so the sender is asked to
 * come back: sending again books nothing twice.
 */
export async function book(
  deps: IngestDeps,
  workspace: Workspace,
  rows: readonly NormalisedUsage[],
): Promise<BookingReport | null> {
  if (rows.length === 0) return null;
  try {
    return await deps.intake.book(workspace, rows);
  } catch (error) {
    deps.log('usage could not be booked', error);
    throw busy('the usage could not be booked just now', 5);
  }
}

/** Keeps what was refused. The sender is told either way, so a failure here only leaves a log line. */
export async function quarantine(
  deps: IngestDeps,
  workspace: Workspace,
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length === 0) return;
  try {
    const entries = rejects.map((reject) => ({ ...reject, kind: 'reject' as const }));
    await deps.quarantine.keep(workspace, entries, deps.now());
  } catch (error) {
    deps.log(`${rejects.length} refused records could not be kept`, error);
  }
}

/** Any error as a refusal: an unknown one is a fault of ours, after which sending again is safe. */
export function refusalOf(error: unknown, deps: IngestDeps): IngestRefusal {
  if (error instanceof IngestRefusal) return error;
  const { code, fix } = error as { code?: unknown; fix?: unknown };
  if (error instanceof Error && typeof fix === 'string') {
    if (code === 'malformed-body') return new IngestRefusal(400, code, error.message, fix);
    if (code === 'too-many-records') return new IngestRefusal(413, code, error.message, fix);
  }
  deps.log('usage could not be taken in', error);
  return busy('the request could not be taken in just now', 5);
}
