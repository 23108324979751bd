/** Envelopes in PostgreSQL: the tree, its periods, requests, holds and usage, over the budget book. */
export type { ThresholdCrossed } from './alerts.ts';
// What leases of gateways are placed, explained and kept current by.
export { limitOf } from './balance.ts';
export { type Budgets, createBudgets, type HoldDesk } from './budgets.ts';
export type { EnvelopeBurn } from './burn-facts.ts';
export type { Changed, Changer } from './change.ts';
// What the policy file changes envelopes with, inside its own transaction.
export { changeTree } from './change.ts';
export { CurrentPeriods, openAll } from './current.ts';
export type { EnvelopeDesk, EnvelopeDetail, PutWish } from './envelope-desk.ts';
export { explainExhausted } from './exhausted.ts';
export type { FactsReader, KnownFacts } from './facts.ts';
export { readFacts } from './facts.ts';
export type { HoldWish, SettleWish } from './holds.ts';
export type { EnvelopeFilter } from './list.ts';
export { moneyOfPeriods } from './money.ts';
export type { MoveWish } from './move.ts';
// What a grant's holder needs to know of its envelope.
export { refOf } from './opening.ts';
export type { BudgetOptions } from './options.ts';
export { latestPeriods } from './period-rows.ts';
export { post, type Refusals, refusalsOf, refuse, transact } from './refused.ts';
export type { RequestDecision } from './request.ts';
export type { RequestDesk } from './request-desk.ts';
export type { Asker, RequestWish } from './request-rows.ts';
export type { KeptEnvelope, KeptTree } from './rows.ts';
export { loadTree, lockBudgets } from './rows.ts';
export { isOver } from './summary.ts';
export { type PreparedUsage, type UsageRecorded, type UsageRow, usageKey } from './usage.ts';
export { everyone, sees, type Viewer } from './viewer.ts';
