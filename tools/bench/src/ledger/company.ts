import { appropriate, isRefusal } from '@exchequer/core/ledger';
import { type EnvelopePeriodRef, parseUsd } from '@exchequer/model';
import type { Ledger } from '@exchequer/store/ledger';
import { day, workspace } from './books.ts';

/** Envelopes of a company, all hard: company, ten functions, a hundred teams, a thousand leaves. */
export type Paths = readonly (readonly EnvelopePeriodRef[])[];

const envelope = (envelopeId: string): EnvelopePeriodRef => ({
  envelopeId,
  periodKey: '2026-11',
  enforcement: 'hard',
  overdraft: 0n,
  currency: 'USD',
});

/** The path of every leaf, leaf first. */
export function companyPaths(leaves: number): Paths {
  const root = envelope('env_company');
  const functions = Array.from({ length: 10 }, (_, at) => envelope(`env_function_${at}`));
  const teams = Array.from({ length: 100 }, (_, at) => envelope(`env_team_${at}`));
  return Array.from({ length: leaves }, (_, at) => [
    envelope(`env_leaf_${at}`),
    teams[at % 100] as EnvelopePeriodRef,
    functions[at % 10] as EnvelopePeriodRef,
    root,
  ]);
}

/** Gives every envelope more than the bench can spend. */
export async function fund(ledger: Ledger, paths: Paths): Promise<void> {
  const amount = parseUsd('1000000000');
  const envelopes = [...new Set(paths.flat())];
  const answers = await Promise.all(
    envelopes.map((one) =>
      ledger.run(appropriate({ workspace, key: `fund:${one.envelopeId}`, envelope: one, amount, day })),
    ),
  );
  if (answers.some(isRefusal)) throw new Error('an envelope of the bench could not be funded');
}
