import { type MyBudget, myBudgetSchema } from '@exchequer/model/contract';
import { z } from 'zod';
import { tool } from './tool.ts';
import { minute, money } from './words.ts';

export const getMyBudget = tool({
  name: 'get_my_budget',
  title: 'My budget',
  description:
    'What you may still spend: the envelopes that pay for your calls, with limit, spent, held and free, ' +
    'and when each is filled again. Ask before long work, and stop early when little is left.',
  input: z.object({}),
  output: myBudgetSchema,
  changes: false,
  ask: ({ client, workspace }) => client.me.budget({ workspace }),
  words: budgetWords,
});

function budgetWords({ worker, envelopes, spendable, request_url: url }: MyBudget): string {
  const [leaf] = envelopes;
  if (!leaf) return `No envelope pays for ${worker.name}, so that no budget refuses a call either.`;
  const next =
    spendable === null
      ? 'No limit refuses a call.'
      : `The next call may cost at most ${money(spendable, leaf.currency)}.`;
  return [next, ...envelopes.map(levelWords), `More: the tool request_budget, or a person at ${url}`].join(
    '\n',
  );
}

const holds = { hard: 'refuses calls', soft: 'only warns', record: 'only records' } as const;

function levelWords(one: MyBudget['envelopes'][number]): string {
  const of = (amount: string) => money(amount, one.currency);
  const held = /[1-9]/.test(one.held) ? `, ${of(one.held)} held for running calls` : '';
  return (
    `${one.name} (${one.kind}, ${one.id}): ${of(one.free)} free of ${of(one.limit)}; ${of(one.spent)} spent${held}; ` +
    `${holds[one.enforcement]} when empty; filled again ${minute(one.resets_at)}.`
  );
}
