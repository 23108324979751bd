import type { DecisionRow, FigureRow, GatewayMinute } from '@exchequer/company';
import { writeMinutes } from '@exchequer/store/gate';
import { readDecisionCsv } from '@exchequer/vendors/decision';
import { readFiguresCsv } from '@exchequer/vendors/figure';
import { wholeWish } from '../../decision-wish.ts';
import { broken, type SampleParts } from './parts.ts';

/** Rows of a file per import. */
const rowsAtOnce = 5_000;

const cell = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`;

/** What people of the company write down: decisions, figures, and what the gateway counted. */
export class Said {
  readonly #parts: Pick<
    SampleParts,
    'sql' | 'decisions' | 'figures' | 'facts' | 'actor' | 'factory' | 'engine'
  >;
  /** Ids of teams by the company's own keys. */
  readonly #teams: ReadonlyMap<string, string>;
  #decisions: DecisionRow[] = [];
  #figures: FigureRow[] = [];
  #minutes: GatewayMinute[] = [];

  constructor(parts: SampleParts, teams: ReadonlyMap<string, string>) {
    this.#parts = parts;
    this.#teams = teams;
  }

  async decision(row: DecisionRow): Promise<void> {
    if (this.#decisions.push(row) >= rowsAtOnce) await this.#decide();
  }

  figure(row: FigureRow): void {
    this.#figures.push(row);
  }

  async minute(minute: GatewayMinute): Promise<void> {
    if (this.#minutes.push(minute) >= rowsAtOnce) await this.#count();
  }

  async finish(): Promise<void> {
    const { facts } = this.#parts;
    await this.#decide();
    await this.#state();
    await this.#count();
    await facts.refresh('sample', 'stated');
    await facts.refresh('sample', 'gate');
  }

  async #decide(): Promise<void> {
    const { decisions, actor } = this.#parts;
    const rows = this.#decisions;
    this.#decisions = [];
    if (rows.length === 0) return;
    const read = readDecisionCsv([decisionHeader, ...rows.map((row) => this.#lineOf(row))].join('\n'));
    if (read.rejected[0]) throw broken('decisions', read.rejected[0].error);
    const wishes = read.rows.map(({ row, id, draft }) => ({ row, id, wish: wholeWish(draft) }));
    const { rejected } = await decisions.import('sample', wishes, false, actor);
    if (rejected[0]) throw broken('decisions', rejected[0].error);
  }

  #lineOf({ team, inputs, ...row }: DecisionRow): string {
    const told: Record<string, string | number> = {
      ...row,
      team_id: this.#teams.get(team) ?? '',
      inputs: inputs
        .map((one) =>
          [
            ...[one.name, one.as_of, one.fresh_within_seconds],
            ...(one.live ? ['live'] : []),
            ...(one.by_ai ? ['by_ai'] : []),
          ].join('|'),
        )
        .join(';'),
    };
    return decisionHeader
      .split(',')
      .map((name) => cell(told[name] ?? ''))
      .join(',');
  }

  async #state(): Promise<void> {
    const { figures, actor } = this.#parts;
    const rows = this.#figures.map(({ key, month, amount }) => `${key},${month},${amount},Halyard`);
    this.#figures = [];
    if (rows.length === 0) return;
    const read = readFiguresCsv(['key,month,amount,source', ...rows].join('\n'), { teams: [] });
    if (read.errors[0]) throw broken('figures', read.errors[0].error);
    await figures.state('sample', read.figures, actor);
  }

  async #count(): Promise<void> {
    const minutes = this.#minutes;
    this.#minutes = [];
    const gateway = { id: 'halyard-gateway', life: 'sample' };
    const none = { upstreamId: '', errors: 0, cacheHits: 0, firstByte: [], overhead: [] };
    await writeMinutes(
      this.#parts.sql,
      gateway,
      minutes.map(({ at, requests, refused }) => ({
        ...{ ...none, workspace: 'sample', minute: new Date(at), requests, refused },
        ...{ lastError: null, lastErrorAt: null },
      })),
    );
  }
}

const decisionHeader = [
  ...['kind', 'title', 'team_id', 'signal_at', 'detected_at', 'decided_at', 'acted_at', 'reviewed_at'],
  ...['dropped_at', 'judgement_minutes', 'execution_minutes', 'stated_probability', 'turned_out'],
  ...['reversed_at', 'inputs'],
].join(',');
