import { comparePrices, type PriceBookFacts, type PriceEntry } from '@exchequer/core/pricing';
import { type PicoUsd, type PricedClass, parseUsd, pico, pricedClasses } from '@exchequer/model';
import { otherCatalogues, readPriceFile } from '@exchequer/vendors/prices';
import { administering, reading } from './base.ts';
import { pricePage } from './pricePage.ts';
import { toDiscount, toEntry, toPriceRow, toRerated, usdPerMillion } from './priceView.ts';
import { refusal } from './problem.ts';

const instantOf = (date: string): string => new Date(date).toISOString();
const startOf = (date: string | null): string | 'always' | null =>
  date === null || date === 'always' ? date : instantOf(date);
const endOf = (date: string | null): string | null => (date === null ? null : instantOf(date));

/** Throws what the core refused as the API's problem. */
function accepted<Result extends object>(
  result: Result | { refused: string; detail: string; fix: string },
): Exclude<Result, { refused: string }> {
  if ('refused' in result && 'fix' in result) throw refusal(422, result.refused, result.detail, result.fix);
  return result as Exclude<Result, { refused: string }>;
}

function perToken(usd: Partial<Record<PricedClass, string>>): Partial<Record<PricedClass, PicoUsd>> {
  const prices: Partial<Record<PricedClass, PicoUsd>> = {};
  for (const name of pricedClasses) {
    const text = usd[name];
    if (text === undefined) continue;
    const perMillion = parseUsd(text);
    if (perMillion % 1_000_000n !== 0n) {
      const fix =
        'Give USD per million with at most six decimals: a pico-dollar per token is the finest price.';
      throw refusal(422, 'too-fine', `${name}: ${text} is finer than a pico-dollar per token`, fix);
    }
    prices[name] = pico(perMillion / 1_000_000n);
  }
  return prices;
}

const list = reading.price.list.handler(async ({ input, context }) => {
  const { items, total, nextCursor } = await pricePage(context.services.prices.book, input);
  return { items: items.map(toPriceRow), total, next_cursor: nextCursor };
});

const get = reading.price.get.handler(async ({ input, context }) => {
  const shown = await context.services.prices.book.row(input.id);
  if (!shown) {
    throw refusal(
      404,
      'no-such-price',
      `there is no price row ${input.id}`,
      'Take the id from a usage event or from the price list.',
    );
  }
  return { row: toPriceRow(shown.row), list: shown.list && toPriceRow(shown.list) };
});

const terms = reading.price.terms.handler(async ({ context }) => {
  const facts = await context.services.prices.book.facts();
  return {
    prices: facts.overrides.map(toEntry),
    discounts: facts.discounts.map(toDiscount),
    aliases: facts.aliases.map((a) => ({
      id: a.id,
      provider: a.provider,
      model: a.model,
      to_provider: a.to_provider,
      to_model: a.to_model,
      recorded_at: a.recordedAt,
    })),
  };
});

const set = administering.price.set.handler(async ({ input, context }) => {
  const entry: PriceEntry = {
    provider: input.provider,
    model: input.model,
    service_tier: input.service_tier,
    speed: input.speed,
    region: input.region,
    contextOver: input.context_over,
    contextUpTo: input.context_up_to,
    validFrom: startOf(input.valid_from),
    validTo: endOf(input.valid_to),
    prices: perToken(input.usd_per_million),
    source: input.source || `entered by ${context.actor.name}`,
  };
  const done = accepted(await context.services.prices.set(entry, context.actor.id));
  const since = done.override.validFrom === null ? 'always' : `since ${done.override.validFrom.slice(0, 10)}`;
  return {
    entry: toEntry(done.override),
    was_unpriced: done.wasUnpriced,
    note: done.wasUnpriced
      ? `${done.override.provider}/${done.override.model} had no price; this one holds ${since}.`
      : `The list price stays beside it; the contracted price holds ${since}. Usage already booked changes only when you run \`exchequer prices rerate\`.`,
    rerated: toRerated(done.rerated),
  };
});

const discount = administering.price.discount.handler(async ({ input, context }) => {
  const made = await context.services.prices.discount(
    {
      provider: input.provider,
      model: input.model,
      priced_class: input.priced_class,
      percent: input.percent,
      validFrom: startOf(input.valid_from),
      validTo: endOf(input.valid_to),
      source: input.source || `entered by ${context.actor.name}`,
    },
    context.actor.id,
  );
  return { discount: toDiscount(made) };
});

const alias = administering.price.alias.handler(async ({ input, context }) => {
  const done = accepted(await context.services.prices.alias(input, context.actor.id));
  const { recordedAt, ...made } = done.alias;
  return { alias: { ...made, recorded_at: recordedAt }, rerated: toRerated(done.rerated) };
});

const withdraw = administering.price.withdraw.handler(async ({ input, context }) => {
  if (!(await context.services.prices.withdraw(input.id))) {
    throw refusal(
      404,
      'no-such-entry',
      `there is no entry ${input.id} in force`,
      'Take the id from `exchequer prices terms`.',
    );
  }
  return { withdrawn: true as const };
});

const importFile = administering.price.import.handler(async ({ input, context }) => {
  const file = readPriceFile(input.format, input.content, input.name);
  // A public map would otherwise turn every list price into a contract of the company.
  const missingOnly = input.missing_only ?? input.format === 'litellm';
  const { taken, skipped, refused, rerated } = await context.services.prices.enter(
    file.entries,
    { missingOnly, dryRun: input.dry_run },
    context.actor.id,
  );
  const errors = [...file.errors, ...refused.map((r) => ({ row: r.row, error: r.detail, fix: r.fix }))];
  return {
    dry_run: input.dry_run,
    entered: taken.length,
    skipped,
    errors: errors.slice(0, 200),
    models: [...new Set(taken.map((o) => `${o.provider}/${o.model}`))].slice(0, 500),
    rerated: toRerated(rerated),
  };
});

/** Company prices as entries of another book, so that they compare with the catalogue. */
const companyEntries = (facts: PriceBookFacts): PriceEntry[] =>
  facts.overrides.map((o) => ({ ...o, validFrom: null, source: `company price ${o.id}` }));

const diff = reading.price.diff.handler(async ({ input, context }) => {
  const facts = await context.services.prices.book.facts();
  const file =
    input.against === 'catalogue'
      ? null
      : readPriceFile(input.against.format, input.against.content, input.against.name);
  const entries = file ? file.entries.map((e) => e.entry) : [...companyEntries(facts), ...otherCatalogues];
  const compared = comparePrices(facts, entries, 'list');
  return {
    same: compared.same,
    unknown: compared.unknown,
    errors: file?.errors.slice(0, 200) ?? [],
    differences: compared.differences.map(({ ours, theirs, ...where }) => ({
      ...where,
      ours: usdPerMillion(ours),
      theirs: usdPerMillion(theirs),
    })),
  };
});

const rerate = administering.price.rerate.handler(async ({ input, context }) =>
  toRerated(await context.services.prices.rerate(input, input.dry_run)),
);

export const priceRouter = {
  list,
  get,
  terms,
  set,
  discount,
  alias,
  withdraw,
  import: importFile,
  diff,
  rerate,
};
