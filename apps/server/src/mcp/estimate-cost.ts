import { type CostEstimateView, costEstimateSchema, estimateInputSchema } from '@exchequer/model/contract';
import { tool } from './tool.ts';
import { count, minute, money, range } from './words.ts';

export const estimateCost = tool({
  name: 'estimate_cost',
  title: 'Estimate a cost',
  description:
    'What a model call would cost at today’s prices on the company’s terms, as a range, and whether your budget ' +
    'holds it. Give tokens by class where you know them, else the length of the text in characters.',
  input: estimateInputSchema,
  output: costEstimateSchema,
  changes: false,
  ask: ({ client, workspace }, input) => client.ask.estimate({ workspace, ...input }),
  words: estimateWords,
});

function estimateWords(estimate: CostEstimateView): string {
  const { provider, model, calls, cost, lines, price, assumptions } = estimate;
  const times = calls === 1 ? 'One call' : `${count(calls)} calls`;
  const spread = cost.low === cost.high ? '' : ` (${range(cost.low, cost.high)})`;
  const since = price.valid_from ? `, in force since ${price.valid_from.slice(0, 10)}` : '';
  return [
    `${times} of ${provider}/${model}: likely ${money(cost.likely)}${spread}.`,
    ...(calls === 1 ? [] : ['Each call:']),
    ...lines.map(
      (line) =>
        `${line.token_class}: ${count(line.tokens)} tokens × $${line.usd_per_million} per million = ${money(line.cost)}`,
    ),
    `Price row ${price.id} (${price.source}${since}).`,
    ...assumptions,
    fitWords(estimate),
  ].join('\n');
}

function fitWords({ fits, envelope }: CostEstimateView): string {
  if (fits === 'nobody') return 'You are no person and no agent here, so that no budget is yours.';
  if (fits === 'no-envelope' || envelope === null) return 'No envelope pays for you.';
  const free = money(envelope.free, envelope.currency);
  if (fits === 'no-limit') return `${envelope.name} pays for it (${free} free) and refuses no call.`;
  const left = `${envelope.name} has ${free} free until ${minute(envelope.resets_at)}`;
  if (fits === 'yes') return `Your budget holds it: ${left}.`;
  const more = 'Ask for more with request_budget, or make it smaller.';
  if (fits === 'perhaps') return `Your budget holds the likely case and not the high one: ${left}. ${more}`;
  return `Your budget does not hold it: ${left}. ${more}`;
}
