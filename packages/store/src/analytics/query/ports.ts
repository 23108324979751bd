import type { UnitPrices } from '@exchequer/model';
import type { UsageEventDetail } from '@exchequer/model/contract';

/** A price row as the drawer shows it, with its public prices per token. */
export interface PricedBy {
  shown: NonNullable<UsageEventDetail['price']>;
  list: UnitPrices;
}

/** The price book, as far as reports read it. */
export interface PriceRows {
  /** The row that a usage row names; null for no price and for costs that the source states. */
  row(id: string): Promise<PricedBy | null>;
}

/** Source files on this machine, as far as reports read them. */
export interface SourceLines {
  /** 1-based line of the record with the id; null when the file is gone or does not hold it. */
  lineOf(file: string, sourceEventId: string): Promise<number | null>;
}

/** What intake counted besides what it booked, per source. */
export interface IntakeCounts {
  duplicates: number;
  conflicts: number;
  quarantined: number;
}

/** The records of intake: what was seen again, contradicted or refused. */
export interface IntakeRecords {
  countsBySource(workspace: string): Promise<ReadonlyMap<string, IntakeCounts>>;
}
