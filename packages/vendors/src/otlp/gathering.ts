import type { NormalisedUsage, Reject, SessionCommit } from '@exchequer/model';

/** Most usage one request may state; exporters send a few thousand records at a time. */
const mostRows = 200_000;
/** Most refusals of one request that are kept one by one; the rest is counted. */
const mostRejects = 1000;

/** A request that states more than can be held at once. */
export class TooManyRecords extends Error {
  readonly code = 'too-many-records';
  readonly fix = `Send at most ${mostRows} records per request.`;
  constructor() {
    super(`the request holds more than ${mostRows} usage records`);
    this.name = 'TooManyRecords';
  }
}

/** Gathers what one request comes to, within bounds that a hostile request cannot pass. */
export class Gathering {
  readonly rows: NormalisedUsage[] = [];
  /** What sessions say that they committed; it links their usage and is none. */
  readonly commits: SessionCommit[] = [];
  /** The first refusals; {@link refused} counts all. */
  readonly rejects: Reject[] = [];
  refused = 0;
  private counted = 0;

  add(row: NormalisedUsage): void {
    this.count();
    this.rows.push(row);
  }

  /** Counts usage that is held elsewhere. @throws TooManyRecords */
  count(): void {
    this.counted += 1;
    if (this.counted > mostRows) throw new TooManyRecords();
  }

  refuse(reject: () => Reject): void {
    this.refused += 1;
    if (this.rejects.length < mostRejects) this.rejects.push(reject());
  }
}
