import { type OwnCharge, ownChargeSchema } from '@exchequer/model/contract';
import { z } from 'zod';
import { tool } from './tool.ts';
import { count, minute, money } from './words.ts';

export const explainCharge = tool({
  name: 'explain_charge',
  title: 'Explain a charge',
  description:
    'What one call of your own cost and why: tokens by class, the price row, what it was charged as and which ' +
    'envelopes paid. Takes the event id (evt_…) or the request id of the answer (x-exchequer-request-id).',
  input: z.object({
    id: z.string().trim().min(1).max(200).describe('event id (evt_…), or the request id of the answer'),
  }),
  output: ownChargeSchema,
  changes: false,
  ask: ({ client, workspace }, { id }) => client.ask.charge({ workspace, id }),
  words: chargeWords,
});

function chargeWords(charge: OwnCharge): string {
  const { provider, model, occurred_at, cost_contracted, lines, price, envelopes, notes } = charge;
  const cost = cost_contracted === null ? 'has no price yet' : `cost ${money(cost_contracted)}`;
  return [
    `The call to ${provider}/${model} at ${minute(occurred_at)} ${cost}, for ${count(charge.tokens)} tokens.`,
    ...lines.map(
      (line) =>
        `${line.token_class}: ${count(line.tokens)} tokens × $${line.usd_per_million} per million = ${money(line.cost)} at list price`,
    ),
    ...(price ? [`Price row ${price.id} (${price.source}).`] : []),
    ...(charge.charged === null ? [] : [chargedWords(charge, charge.charged)]),
    ...(envelopes.length > 0 ? [`Paid by ${envelopes.map(({ name }) => name).join(', below ')}.`] : []),
    ...notes,
  ].join('\n');
}

function chargedWords({ purpose, cost_center }: OwnCharge, charged: string): string {
  const as = purpose === null || purpose === 'untagged' ? '' : ` as ${purpose.replaceAll('_', ' ')}`;
  const to = cost_center === '' || cost_center === 'unassigned' ? '' : ` to ${cost_center}`;
  return `Charged ${money(charged)}${as}${to}.`;
}
