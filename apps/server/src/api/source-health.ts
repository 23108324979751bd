import { reading } from './base.ts';

const list = reading.source.list.handler(({ input, context }) =>
  context.services.reports.sources(input.workspace),
);

const unpriced = reading.source.unpriced.handler(async ({ input, context }) => {
  const models = await context.services.reports.unpriced(input.workspace);
  return models.map((model) => ({ ...model, command: pricingCommand(model) }));
});

/** The one command that prices a model and re-rates what is in suspense; amounts are the reader's. */
function pricingCommand({
  provider,
  model,
  service_tier: tier,
}: Record<'provider' | 'model' | 'service_tier', string>) {
  const name = shellWord([provider, model].filter(Boolean).join('/'));
  const served = tier && tier !== 'standard' ? ` --tier ${shellWord(tier)}` : '';
  return `npx exchequer prices set ${name}${served} --input <usd-per-million> --output <usd-per-million>`;
}

/** Names come from records of others, so they are quoted for whoever pastes them. */
const shellWord = (text: string): string =>
  /^[\w./:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

export const sourceHealthRouter = { list, unpriced };
