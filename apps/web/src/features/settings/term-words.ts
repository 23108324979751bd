import type { TermKind, Terms } from '@exchequer/model';
import { moneyWords } from '../../format/money.ts';

/** One term in words. */
export interface TermLine {
  name: string;
  says: string;
}

/** What a kind is called, what is said where there is none, and what a file of it looks like. */
export const termNotes: Readonly<Record<TermKind, { title: string; none: string; example: string }>> = {
  commitment: {
    title: 'Commitments',
    none: 'None is stated: whether one will be used up, and whether one on offer pays, cannot be told.',
    example:
      'name,provider,type,state,amount,discount,from,to\nAnnual,anthropic,use-or-lose,signed,90000,0.15,2026-07-01,2027-06-30\nBigger,anthropic,tier,offered,250000,0.25,2027-01-01,2027-12-31',
  },
  seat: {
    title: 'Seats',
    none: 'None are stated: seats that nobody uses cannot be told.',
    example: 'tool,vendor,seats,price,used\nclaude-code,Anthropic,80,20,\ncopilot,GitHub,60,19,41',
  },
  wait: {
    title: 'Work that may wait',
    none: 'None is stated: which calls could go as batches cannot be told.',
    example: 'workflow,hours\nnightly-report,24',
  },
  evaluation: {
    title: 'Trials of cheaper models',
    none: 'None is stated: whether a cheaper model does as well cannot be told.',
    example:
      'workflow,task_class,model,cheaper_model,passed,cheaper_passed,cost_per_failure\ninvoice-triage,,claude-opus-4-6,claude-haiku-4-5,true,true,0.50',
  },
};

const share = (part: number): string => `${Number((part * 100).toFixed(1))} %`;
const dollars = (amount: string): string => moneyWords(amount, 'USD');

/** Everything stated of a kind, in words. */
export const termLines: Readonly<Record<TermKind, (terms: Terms) => TermLine[]>> = {
  commitment: ({ commitment }) =>
    commitment.map(({ name, provider, type, state, amount, discount, from, to }) => ({
      name,
      says: `${provider}, ${state === 'signed' ? 'signed' : 'on offer'}: ${Number(amount) === 0 ? 'any amount' : dollars(amount)} ${type === 'tier' ? `payable for ${share(discount)} off all spend` : `at list prices, ${share(discount)} off`}, ${from} to ${to}`,
    })),
  seat: ({ seat }) =>
    seat.map(({ tool, vendor, seats, price, used }) => ({
      name: tool,
      says: `${vendor ? `${vendor}, ` : ''}${seats} seats at ${dollars(price)} a month, ${used === undefined ? 'use as metered' : `${used} used`}`,
    })),
  wait: ({ wait }) =>
    wait.map(({ workflow, hours }) => ({ name: workflow, says: `may wait ${hours} hours` })),
  evaluation: ({ evaluation }) =>
    evaluation.map(({ workflow, model, cheaper_model, pairs, dearer_only, cheaper_only }) => ({
      name: workflow,
      says: `${pairs} tasks on ${model} and ${cheaper_model}: only the dearer passed at ${dearer_only}, only the cheaper at ${cheaper_only}`,
    })),
};
