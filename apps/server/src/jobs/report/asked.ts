import type { ContractClient, DateRange, Workspace } from '@exchequer/model/contract';
import type { GrantOptions } from '@exchequer/store/grant';
import type { Sql } from 'postgres';
import type { Forecasts } from '../../compose-forecast.ts';

type Log = (message: string, error?: unknown) => void;

/** What a report is gathered from: the product’s own answers to whoever asks for it. */
export interface ReportSources {
  sql: Sql;
  /** Answers as this caller gets them, through every guard of the pages. */
  api: ContractClient;
  asker: string;
  /** Address of the app, without a slash at its end. */
  appUrl: string;
  forecasts: Pick<Forecasts, 'ofDays'>;
  grants: GrantOptions;
  now: Date;
  log: Log;
}

/** A month of a workspace, as it is asked of every part. */
export interface MonthAsked extends ReportSources {
  workspace: Workspace;
  month: string;
  range: DateRange;
  /** Company day of now. */
  today: string;
  fiscalStart: number;
}

/** Reads one part; where that fails the reason is logged and the part is unknown, while the others stand. */
export async function carefully<T>(log: Log, name: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    log(`report: ${name} could not be read`, error);
    return null;
  }
}
