import { addDays } from '@exchequer/core/envelope';
import { localDate } from '@exchequer/core/metric';
import type { Sql } from 'postgres';
import { type AnalyticsEngine, quoteText } from '../engine/index.ts';
import { localName, tableDdl } from '../journal/index.ts';
import { decisionDay } from './decision.ts';
import { gateDay } from './gate.ts';
import { factMark, inputsOf, isMadeFrom, markMade, unmark } from './mark.ts';
import { payDay } from './pay.ts';
import { staffDay } from './staff.ts';
import { statedDay } from './stated.ts';
import type { FactTable } from './table.ts';

/** Facts that PostgreSQL knows and reports sum by day. A new one is a file and a line here. */
const factTables = {
  staff: [staffDay],
  pay: [payDay],
  decision: [decisionDay],
  gate: [gateDay],
  stated: [statedDay],
} satisfies Record<string, readonly FactTable[]>;

export type RefreshedFact = keyof typeof factTables;
export const refreshedFacts = Object.keys(factTables) as RefreshedFact[];

const allTables: readonly FactTable[] = Object.values(factTables).flat();

/** Every statement that makes the tables of refreshed facts. */
export const factDdl = (cluster: string | null): string[] =>
  [...allTables.map(({ table }) => table), factMark].flatMap((table) => tableDdl(table, cluster));

export interface Facts {
  /**
   * Makes a fact of a workspace anew from what PostgreSQL knows, unless it was made from the same before.
   * Readers see the old or the new.
   */
  refresh(workspace: string, fact: RefreshedFact): Promise<void>;
  refreshAll(workspace: string): Promise<void>;
  /** Resolves when no refresh is under way. */
  drain(): Promise<void>;
}

export interface FactOptions {
  engine: AnalyticsEngine;
  sql: Sql;
  /** The company's zone, whose days these are. */
  timeZone: () => string;
  now: () => Date;
}

/** Days of the past that are kept: six years, so that a year of five years ago has a year before it. */
const daysKept = 6 * 366;

/** The refresher of facts. One at a time, since its working tables are one. */
export function createFacts({ engine, sql, timeZone, now }: FactOptions): Facts {
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
  const refresh = async (workspace: string, fact: RefreshedFact): Promise<void> => {
    const until = addDays(localDate(now().getTime(), timeZone()), 1);
    const asked = { sql, workspace, since: addDays(until, -daysKept), until, timeZone: timeZone() };
    for (const one of factTables[fact]) {
      const lines = (await one.rows(asked)).map((row) => JSON.stringify(row)).sort();
      const inputs = inputsOf(one, asked, lines);
      const named = { workspace, fact: one.table.name };
      if (await isMadeFrom(engine, named, inputs)) continue;
      await unmark(engine, named);
      await replace(engine, one, asked, lines);
      await markMade(engine, named, inputs);
    }
  };
  return {
    refresh: (workspace, fact) => inTurn(() => refresh(workspace, fact)),
    refreshAll: (workspace) =>
      inTurn(async () => {
        for (const fact of refreshedFacts) await refresh(workspace, fact);
      }),
    drain: () => last,
  };
}

type Days = { workspace: string; since: string; until: string };

/** Puts the rows told, each a line, in the place of what a workspace had. */
async function replace(
  engine: AnalyticsEngine,
  { table, told, fill }: FactTable,
  { workspace, since, until }: Days,
  lines: readonly string[],
): Promise<void> {
  const { name } = table;
  const partition = quoteText(workspace);
  const stored = localName(name, engine.cluster);
  const on = engine.cluster ? ` ON CLUSTER '${engine.cluster}'` : '';
  if (lines.length === 0) {
    await engine.command(`ALTER TABLE ${stored}${on} DROP PARTITION ${partition}`);
    return;
  }
  await engine.command(`CREATE OR REPLACE TABLE ${name}_told (${told.join(', ')}) ENGINE = Memory`);
  await engine.insertJsonLines(`${name}_told`, Buffer.from(lines.join('\n')));
  const from = fill.replaceAll(/\btold AS t\b/g, `${name}_told AS t`);
  const days = { since, until, workspace };
  const insertInto = (target: string) =>
    engine.command(`INSERT INTO ${target} SELECT {workspace:String}, * FROM (${from})`, days);
  if (engine.cluster) {
    // A partition cannot be swapped across shards: between these two, readers see the fact empty.
    await engine.command(`ALTER TABLE ${stored}${on} DROP PARTITION ${partition}`);
    await insertInto(name);
  } else {
    await engine.command(`DROP TABLE IF EXISTS ${name}_fresh`);
    for (const statement of tableDdl({ ...table, name: `${name}_fresh` }, null))
      await engine.command(statement);
    await insertInto(`${name}_fresh`);
    await engine.command(`ALTER TABLE ${name} REPLACE PARTITION ${partition} FROM ${name}_fresh`);
    await engine.command(`DROP TABLE ${name}_fresh`);
  }
  await engine.command(`DROP TABLE ${name}_told`);
}
