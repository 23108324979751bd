import { monthStart } from '@exchequer/core/envelope';
import { localDate } from '@exchequer/core/metric';
import { boardPack } from '@exchequer/core/report';
import type { ContractClient, WeeklyDigest, Workspace } from '@exchequer/model/contract';
import { readingOnce } from '@exchequer/store/analytics/engine';
import type { GrantOptions } from '@exchequer/store/grant';
import { createReports, type KeptReport, type ReportDesk } from '@exchequer/store/report';
import type { Sql } from 'postgres';
import type { AlertService } from './compose-alert.ts';
import type { Forecasts } from './compose-forecast.ts';
import { gatherBoard, gatherDigest, startDigestJob } from './jobs/report/index.ts';

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
  /** The last whole week in a few lines. */
  digest(asker: Asker, workspace: Workspace): Promise<WeeklyDigest>;
  close(): Promise<void>;
}

export interface ReportParts {
  sql: Sql;
  env: Readonly<Record<string, string | undefined>>;
  now: () => Date;
  newId: (prefix: string) => string;
  /** The product’s own API as a caller has it. */
  apiOf: (context: object) => ContractClient;
  services: () => { forecasts: Forecasts; grants: GrantOptions };
  /** The tower itself, which reads the week to tell of it. */
  self: () => Asker;
  alerts: Pick<AlertService, 'channels' | 'raise'>;
  timeZone: () => string;
  log: (message: string, error?: unknown) => void;
}

/** Opens the reports, and the job that tells of each week. */
export function openReports(parts: ReportParts): ReportService {
  const { sql, env, now, newId, apiOf, self, alerts, timeZone, log } = parts;
  const desk = createReports({ sql, newId });
  const today = (zone: string) => localDate(now().getTime(), zone);
  const digest: ReportService['digest'] = (asker, workspace) =>
    gatherDigest(apiOf(asker), workspace, { today: today(timeZone()), timeZone: timeZone() });
  const job = startDigestJob({
    ...{ now, timeZone, log, raise: alerts.raise },
    channels: (workspace) => alerts.channels.list(workspace),
    gather: (workspace) => digest(self(), workspace),
    appUrl: () => appUrl(self(), env),
  });
  const board: ReportService['board'] = async (asker, workspace, month) => {
    const at = now();
    const contents = await boardOf(parts, asker, { workspace, month, at });
    const kept = { kind: 'board', month, madeAt: at } as const;
    return contents === null ? null : desk.keep(workspace, { ...kept, contents }, asker.actor);
  };
  return { board, digest, get: desk.get, list: desk.list, close: () => job.close() };
}

/** Figures of a month as JSON text; null while the month has not begun. */
async function boardOf(
  { sql, env, apiOf, services, log }: ReportParts,
  asker: Asker,
  { workspace, month, at }: { workspace: Workspace; month: string; at: Date },
): Promise<string | null> {
  const api = apiOf(asker);
  const settings = await api.settings.get();
  const today = localDate(at.getTime(), settings.time_zone);
  const first = `${month}-01`;
  if (first > today) return null;
  const asked = {
    ...{ sql, api, asker: asker.actor.id, appUrl: appUrl(asker, env), now: at, log, ...services() },
    ...{ workspace, month, today, fiscalStart: settings.fiscal_year_start_month },
    range: { from: first, to: monthStart(first, 1), time_zone: settings.time_zone },
  };
  // Its parts ask alike, above all who is in a figure: a third of what they read.
  const facts = await readingOnce(() => gatherBoard(asked));
  return JSON.stringify(boardPack(facts));
}

const usualPort = 4100;

/** Where the pages of figures are: as told, else as whoever asks reaches the tower, else this machine. */
const appUrl = ({ origin }: Asker, env: ReportParts['env']): string =>
  env.EXCHEQUER_PUBLIC_URL?.replace(/\/+$/, '') ||
  origin.baseUrl.replace(/\/+$/, '') ||
  `http://127.0.0.1:${env.EXCHEQUER_PORT || usualPort}`;
