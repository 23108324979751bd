import { monthStart } from '@exchequer/core/envelope';
import { localDate } from '@exchequer/core/metric';
import { boardPack } from '@exchequer/core/report';
import type { ContractClient, Workspace } from '@exchequer/model/contract';
import type { GrantOptions } from '@exchequer/store/grant';
import { createReports, type KeptReport, type ReportDesk } from '@exchequer/store/report';
import type { Sql } from 'postgres';
import type { Forecasts } from './compose-forecast.ts';
import { gatherBoard } from './jobs/report/index.ts';

/** Who asks for a report: what they may read goes into it. */
interface Asker {
  actor: { id: string; name: string };
  /** Where they reach the tower; empty for this process itself. */
  origin: { baseUrl: string };
}

/** Reports as the tower makes them. */
export interface ReportService extends Pick<ReportDesk, 'get' | 'list'> {
  /** Makes the board pack of a month and keeps it; null while the month has not begun. */
  board(asker: Asker, workspace: Workspace, month: string): Promise<KeptReport | null>;
}

export interface ReportParts {
  sql: Sql;
  env: Readonly<Record<string, string | undefined>>;
  now: () => Date;
  newId: (prefix: string) => string;
  /** The product’s own API as a caller has it. */
  apiOf: (context: object) => ContractClient;
  services: () => { forecasts: Forecasts; grants: GrantOptions };
  log: (message: string, error?: unknown) => void;
}

/** Opens the reports. */
export function openReports({ sql, env, now, newId, apiOf, services, log }: ReportParts): ReportService {
  const desk = createReports({ sql, newId });
  const board: ReportService['board'] = async (asker, workspace, month) => {
    const api = apiOf(asker);
    const settings = await api.settings.get();
    const at = now();
    const today = localDate(at.getTime(), settings.time_zone);
    const first = `${month}-01`;
    if (first > today) return null;
    const pack = boardPack(
      await gatherBoard({
        appUrl: appUrl(asker, env),
        ...{ sql, api, asker: asker.actor.id, now: at, log, ...services(), workspace, month, today },
        range: { from: first, to: monthStart(first, 1), time_zone: settings.time_zone },
        fiscalStart: settings.fiscal_year_start_month,
      }),
    );
    const kept = { kind: 'board', month, madeAt: at, contents: JSON.stringify(pack) } as const;
    return desk.keep(workspace, kept, asker.actor);
  };
  return { board, get: desk.get, list: desk.list };
}

const usualPort = 4100;

/** Where the pages of figures are: as told, else as whoever asks reaches the tower, else this machine. */
const appUrl = ({ origin }: Asker, env: ReportParts['env']): string =>
  env.EXCHEQUER_PUBLIC_URL?.replace(/\/+$/, '') ||
  origin.baseUrl.replace(/\/+$/, '') ||
  `http://127.0.0.1:${env.EXCHEQUER_PORT || usualPort}`;
