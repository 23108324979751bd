import { oc } from '@orpc/contract';
import { z } from 'zod';
import { evidenceGrades } from '../metric/evidence.ts';
import { adviceConfidenceSchema, adviceGainSchema, adviceOwnerSchema, realisedSchema } from './advice.ts';
import { bridgePartKeys } from './explain.ts';
import { metricUnits, rangeSchema } from './metric.ts';
import { countString, decimalString, instant, workspaceSchema } from './shared.ts';
import { periodKeySchema } from './statement.ts';

const ws = { workspace: workspaceSchema };
const day = z.iso.date();
/** Path below `/w/<workspace>` with its search, such as `/ledger?month=2026-10`. */
const page = z.string();

/** A figure of a paper. Without a value it says what it needs, a phrase that follows “Needs”. */
export const paperFigureSchema = z.object({
  key: z.string(),
  name: z.string(),
  unit: z.enum(metricUnits),
  value: decimalString.nullable(),
  needs: z.string().nullable(),
  /** The same of the month before. */
  before: decimalString.nullable(),
  low: decimalString.nullable(),
  high: decimalString.nullable(),
  /** Share of cases between low and high, such as 0.95. */
  level: z.number().nullable(),
  grade: z.enum(evidenceGrades).nullable(),
  /** Outcomes, calls or persons behind it. */
  n: countString.nullable(),
  target: decimalString.nullable(),
  note: z.string(),
  to: page,
});
export type PaperFigure = z.infer<typeof paperFigureSchema>;

/** A course of spend: what is known, then the band that it goes on in. */
const boardDaySchema = z.object({
  day,
  actual: decimalString.nullable(),
  median: decimalString.nullable(),
  low: decimalString.nullable(),
  high: decimalString.nullable(),
});

const spendPart = z.object({
  month: paperFigureSchema,
  year: paperFigureSchema,
  /** What the period will have cost at its end; exact where it is over. */
  estimate: paperFigureSchema,
  budget: paperFigureSchema,
  /** Probability that the period passes its budget. */
  over_budget: paperFigureSchema,
  /** The period that estimate and budget are of: that of the company’s budget, else the fiscal quarter. */
  period: z.object({ name: z.string(), from: day, to: day, over: z.boolean() }),
  as_of: day.nullable(),
  /** How the forecast was made, in a sentence. */
  says: z.string(),
  days: z.array(boardDaySchema),
});

const bridgePart = z.object({
  needs: z.string().nullable(),
  before: decimalString,
  after: decimalString,
  compare_range: rangeSchema,
  says: z.string(),
  /** Sum to the change exactly. */
  parts: z.array(z.object({ key: z.enum(bridgePartKeys), name: z.string(), amount: decimalString })),
  to: page,
});

/** What changed most, by name. */
const moverSchema = z.object({
  dimension: z.string(),
  name: z.string(),
  before: decimalString,
  after: decimalString,
  change: decimalString,
  to: page,
});

export const boardAdviceSchema = z.object({
  id: z.string(),
  rule: z.number().int(),
  claim: z.string(),
  gain: adviceGainSchema,
  confidence: adviceConfidenceSchema,
  owner: adviceOwnerSchema,
  to: page,
});

export const boardDecisionSchema = z.object({
  id: z.string(),
  rule: z.number().int(),
  claim: z.string(),
  state: z.enum(['applied', 'undone']),
  decided_at: instant,
  promised: adviceGainSchema,
  /** Null until it was measured. */
  realised: realisedSchema.nullable(),
  to: page,
});

/**
 * The board pack: one page of a month for whoever answers for the money. Aggregates alone; every figure
 * was read through the same guard as the pages.
 */
export const boardPackSchema = z.object({
  version: z.literal(1),
  ...ws,
  company: z.string(),
  /** Address of the app when it was made: every figure’s page is under it. */
  app_url: z.string(),
  month: periodKeySchema,
  range: rangeSchema,
  /** Whether days of the month were still to come when it was made. */
  running: z.boolean(),
  made_at: instant,
  headline: z.string(),
  spend: spendPart,
  bridge: bridgePart,
  movers: z.array(moverSchema),
  pairs: z.array(z.object({ says: z.string(), headcount: paperFigureSchema, token: paperFigureSchema })),
  units: z.array(paperFigureSchema),
  margin: z.array(paperFigureSchema),
  commitments: z.array(paperFigureSchema),
  expiries: z.array(
    z.object({ provider: z.string(), reference: z.string(), expires_on: day, balance: decimalString }),
  ),
  grants: z.array(paperFigureSchema),
  risk: z.array(paperFigureSchema),
  recommendations: z.array(boardAdviceSchema),
  /** What is missing for recommendations or decisions; null where nothing is. */
  advice_needs: z.string().nullable(),
  /** Applied in this month or the one before, or measured in this one: realised beside promised. */
  decisions: z.array(boardDecisionSchema),
  quality: z.array(paperFigureSchema),
});
export type BoardPack = z.infer<typeof boardPackSchema>;

/** What is kept of a pack for ever: its figures, by whom and when, and a digest over them. */
const snapshotHeadSchema = z.object({
  id: z.string(),
  kind: z.enum(['board']),
  month: periodKeySchema,
  made_at: instant,
  made_by: z.string(),
  /** SHA-256 over the figures as they are kept. */
  digest: z.string(),
  pdf: z.string(),
  xlsx: z.string(),
  json: z.string(),
});
export type ReportSnapshotHead = z.infer<typeof snapshotHeadSchema>;

const snapshotSchema = snapshotHeadSchema.extend({ pack: boardPackSchema });
export type ReportSnapshot = z.infer<typeof snapshotSchema>;

/** A week in a few lines that fit a message. */
const digestSchema = z.object({
  ...ws,
  from: day,
  /** Excluded. */
  to: day,
  time_zone: z.string(),
  title: z.string(),
  /** Dollars; null where they cannot be told. */
  spend: decimalString.nullable(),
  lines: z.array(z.object({ text: z.string(), to: page })),
});
export type WeeklyDigest = z.infer<typeof digestSchema>;

const id = z.string().regex(/^rpt_[0-9a-f]{1,60}$/, 'an id such as rpt_5b1c…');
const route = (method: 'GET' | 'POST' | 'PUT', rest: string, summary: string) =>
  oc.route({ method, path: `/api/w/{workspace}/reports${rest}`, summary });

export const reportContract = {
  board: route('POST', '/board', 'Make the board pack of a month and keep its figures')
    .input(z.object({ ...ws, month: periodKeySchema }))
    .output(snapshotSchema),
  list: route('GET', '', 'Board packs that were made, newest first')
    .input(z.object({ ...ws, month: periodKeySchema.optional() }))
    .output(z.object({ snapshots: z.array(snapshotHeadSchema) })),
  get: route('GET', '/{id}', 'The figures of a pack, as they were when it was made')
    .input(z.object({ ...ws, id }))
    .output(snapshotSchema),
  digest: route('GET', '/digest', 'What the weekly digest says of the last whole week')
    .input(z.object(ws))
    .output(digestSchema),
};
