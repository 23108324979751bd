import {
  type CostEstimate,
  closeNames,
  type EstimateAssumption,
  estimateCost,
  type ForeseenCall,
} from '@exchequer/core/pricing';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { CostEstimateView, estimateInputSchema, MyBudget, Workspace } from '@exchequer/model/contract';
import type { z } from 'zod';
import type { ApiContext } from './context.ts';
import { refusal } from './problem.ts';

type Asked = z.infer<typeof estimateInputSchema> & { workspace: Workspace };

/** What a call would cost at the prices of this moment, and whether what pays for the caller holds it. */
export async function estimateFor(context: ApiContext, asked: Asked): Promise<CostEstimateView> {
  const { services, now } = context;
  const call = foreseen(asked);
  const { provider, model, service_tier } = asked;
  const question = { provider, model, service_tier, speed: 'standard', region: '' };
  const [found] = await services.prices.book.resolve([question]);
  const estimate = found ? estimateCost(found.answer.slices, now().getTime(), call) : null;
  if (!found || !estimate) throw await unpriced(context, asked);
  const row = found.rows.find(({ id }) => id === estimate.priceId);
  return {
    provider: found.provider,
    model: found.model,
    ...{ calls: call.calls, currency: 'USD' },
    ...moneyOf(estimate),
    price: { id: estimate.priceId, source: row?.source ?? '', valid_from: row?.validFrom ?? null },
    assumptions: estimate.assumptions.map((one) => assumed[one]),
    ...(await heldBy(context, asked.workspace, estimate)),
  };
}

function foreseen(asked: Asked): ForeseenCall {
  const known = {
    uncached_input: asked.input_tokens,
    cache_read: asked.cache_read_tokens,
    cache_write_5m: asked.cache_write_5m_tokens,
    cache_write_1h: asked.cache_write_1h_tokens,
    output: asked.output_tokens,
  };
  const call = {
    tokens: Object.fromEntries(Object.entries(known).filter(([, count]) => count !== undefined)),
    inputCharacters: asked.input_characters ?? 0,
    outputCharacters: asked.output_characters ?? 0,
    maxOutput: asked.max_output_tokens ?? null,
    calls: asked.calls,
  };
  const sizes = [...Object.values(call.tokens), call.inputCharacters, call.outputCharacters, call.maxOutput];
  if (sizes.some((size) => Number(size ?? 0) > 0)) return call;
  const fix = 'Give input_tokens, or input_characters where nobody has counted, and max_output_tokens.';
  throw refusal(422, 'nothing-to-estimate', 'the estimate has no tokens and no text', fix);
}

const assumed: Record<EstimateAssumption, string> = {
  'text-length': 'Text is taken for 4 characters a token: 5 in the low case and 2 in the high one.',
  'cache-may-miss': 'The high case finds nothing in the cache and writes it anew.',
  'output-unknown': 'Nothing is said of the answer, so that its output is not in the estimate.',
  'output-up-to': 'The high case has the most output that the call allows.',
  'output-at-most': 'Nothing is said of the answer but its bound, which the likely and the high case fill.',
};

const moneyOf = ({ low, likely, high, list, lines }: CostEstimate) => ({
  cost: { low: formatUsd(low), likely: formatUsd(likely), high: formatUsd(high) },
  list_cost: formatUsd(list),
  lines: lines.map(({ name, tokens, price, cost }) => ({
    token_class: name,
    tokens: String(tokens),
    usd_per_million: formatUsd(price * 1_000_000n),
    cost: formatUsd(cost),
  })),
});

async function unpriced({ services }: ApiContext, { provider, model, service_tier }: Asked) {
  const { catalogue } = await services.prices.book.facts();
  const named = catalogue.find(provider, model);
  if (named) {
    const detail = `${model} has no price for the tier ${service_tier}`;
    return refusal(422, 'model-unpriced', detail, 'Ask for the standard tier, or have an admin price it.');
  }
  const of = provider === '' ? undefined : catalogue.providerOf(provider, model);
  const close = closeNames(
    model,
    catalogue.models(of).map((one) => one.model),
  );
  const hint = close.length > 0 ? `Did you mean ${close.join(', ')}? Else` : 'Check the name;';
  const fix = `${hint} an admin can price it: exchequer prices set.`;
  return refusal(422, 'model-unpriced', `no price is known for the model ${model}`, fix);
}

type Held = Pick<CostEstimateView, 'fits' | 'envelope'>;

async function heldBy(
  { actor, services }: ApiContext,
  workspace: Workspace,
  cost: CostEstimate,
): Promise<Held> {
  const { workerId, key } = actor;
  if (workerId === null || actor.workspace !== workspace) return { fits: 'nobody', envelope: null };
  const { project = '', agent = '' } = key ?? {};
  return fitting(await services.budgets.ofSpender(workspace, { workerId, project, agent }), cost);
}

/** Whether a budget holds an estimate, and the envelope that decides it. */
export function fitting(
  { envelopes }: Pick<MyBudget, 'envelopes'>,
  { likely, high }: Pick<CostEstimate, 'likely' | 'high'>,
): Held {
  const free = (one: { free: string }) => parseUsd(one.free);
  const [first, ...others] = envelopes.filter(({ enforcement }) => enforcement === 'hard');
  const [leaf] = envelopes;
  if (!leaf) return { fits: 'no-envelope', envelope: null };
  if (!first) return { fits: 'no-limit', envelope: envelopeOf(leaf) };
  const least = others.reduce((so, one) => (free(one) < free(so) ? one : so), first);
  const fits = free(least) >= high ? 'yes' : free(least) >= likely ? 'perhaps' : 'no';
  return { fits, envelope: envelopeOf(least) };
}

const envelopeOf = (one: MyBudget['envelopes'][number]): NonNullable<Held['envelope']> => {
  const { id, name, enforcement, free, currency, resets_at } = one;
  return { id, name, enforcement, free, currency, resets_at };
};
