import { parseUsd } from '@exchequer/model';
import { type AdviceAsked, boundTo, inDays, type PeopleRow, peopleColumns, safeRows } from './asked.ts';

/** Spend of one subject by company day. */
export interface SubjectSeries {
  readonly kind: 'agent' | 'workflow' | 'team' | 'model' | 'company';
  readonly id: string;
  /** Name of an agent in the rows, where it has one. */
  readonly label: string;
  readonly spend: ReadonlyMap<string, bigint>;
}

const mostOfAKind = 40;

const kinds: Readonly<Record<SubjectSeries['kind'], { id: string; label: string; where: string }>> = {
  company: { id: "''", label: "''", where: '1' },
  team: { id: 'toString(j.team_id)', label: "''", where: "j.team_id != ''" },
  workflow: { id: 'toString(j.workflow)', label: "''", where: "j.workflow != ''" },
  model: { id: 'toString(j.model)', label: "''", where: "j.model != ''" },
  agent: {
    id: 'toString(j.worker_id)',
    label: 'any(toString(j.agent))',
    where: 'j.worker_id IN {agents:Array(String)}',
  },
};

const statement = ({ id, label, where }: (typeof kinds)['team']): string => `WITH base AS (
  SELECT ${id} AS id, ${label} AS label, toString(j.worker_id) AS worker, j.day AS day, sum(j.cost_contracted) AS cost
  FROM usage_session AS j WHERE ${inDays} AND ${where} GROUP BY id, worker, day
), people AS (
  SELECT id, ${peopleColumns} FROM (SELECT id, worker, sum(cost) AS cost FROM base GROUP BY id, worker) GROUP BY id
)
SELECT s.id AS id, s.label AS label, s.days AS days, s.costs AS costs, p.persons AS persons, p.people_cost AS people_cost, p.most AS most
FROM (
  SELECT id, any(label) AS label, groupArray(toString(day)) AS days, groupArray(toString(cost)) AS costs, sum(cost) AS whole
  FROM (SELECT id, any(label) AS label, day, sum(cost) AS cost FROM base GROUP BY id, day ORDER BY day)
  GROUP BY id ORDER BY whole DESC LIMIT ${mostOfAKind}
) AS s INNER JOIN people AS p ON p.id = s.id`;

type Row = PeopleRow & { id: string; label: string; days: string[]; costs: string[] };

/** Daily spend of the costliest subjects of a kind, less those behind which too few persons stand. */
export async function readSeries(
  asked: AdviceAsked,
  kind: SubjectSeries['kind'],
  agents: readonly string[],
): Promise<SubjectSeries[]> {
  const rows = await asked.engine.query<Row>(statement(kinds[kind]), boundTo(asked, { agents: [...agents] }));
  return safeRows(rows, asked.persons, ({ id }) => id).map(({ id, label, days, costs }) => ({
    kind,
    id,
    label,
    spend: new Map(days.map((day, at) => [day, parseUsd(costs[at] ?? '0')])),
  }));
}
