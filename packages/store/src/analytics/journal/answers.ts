import {
  type AttributionAnswer,
  formatUsd,
  type PriceAnswer,
  type PriceSlice,
  pricedClasses,
} from '@exchequer/model';

/** Times outside which no usage lies; they stand for "always" in the engine's half-open slices. */
const everFrom = '1970-01-02T00:00:00.000Z';
const everTo = '2200-01-01T00:00:00.000Z';
const noLimit = '9000000000000000000';

const lines = (rows: readonly object[]): Buffer =>
  Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

/** Slices of one question have consecutive keys; the first stands for "no slice holds". */
const keysPerQuestion = 10_000;

/** Rows of `booking_rate`: one per question, with the bounds of each slice as an array element. */
export function rateLines(answers: readonly PriceAnswer[]): Buffer {
  return lines(
    answers.map(({ question, slices }, at) => ({
      q_provider: question.provider,
      q_model: question.model,
      q_service_tier: question.service_tier,
      q_speed: question.speed,
      q_region: question.region,
      first_key: at * keysPerQuestion,
      valid_from: slices.map((slice) => slice.validFrom ?? everFrom),
      valid_to: slices.map((slice) => slice.validTo ?? everTo),
      // A request without input tokens still has a price: "over 0" must admit it.
      context_over: slices.map((slice) => (slice.contextOver === 0 ? -1 : slice.contextOver)),
      context_up_to: slices.map((slice) => slice.contextUpTo ?? noLimit),
      seconds_from: slices.map((slice) => slice.secondsFrom),
      seconds_to: slices.map((slice) => slice.secondsTo),
    })),
  );
}

/**
 * Rows of `booking_price`: the unit prices of each slice, and of each question's case that none
 * holds. One row per slice keeps the join narrow: the engine repeats for every usage row what it
 * joins, and arrays of all slices' prices cost more than the arithmetic.
 */
export function priceLines(answers: readonly PriceAnswer[]): Buffer {
  return lines(
    answers.flatMap((answer, at) => [
      priceRow(at * keysPerQuestion, '', answer, null),
      ...answer.slices.map((slice, n) =>
        priceRow(at * keysPerQuestion + n + 1, slice.priceId, answer, slice),
      ),
    ]),
  );
}

function priceRow(key: number, priceId: string, { base, ceiling }: PriceAnswer, slice: PriceSlice | null) {
  const books = {
    list: slice?.list,
    contracted: slice?.contracted,
    base: slice && base,
    ceiling: slice ? null : ceiling,
  };
  const prices = Object.entries(books).map(([book, values]) => [
    `${book}_prices`,
    pricedClasses.map((c) => formatUsd(values?.[c] ?? 0n)),
  ]);
  return { slice_key: key, price_id: priceId, ...Object.fromEntries(prices) };
}

/** Rows of `booking_actor`: one per identity, with one array element per slice of time. */
export function actorLines(answers: readonly AttributionAnswer[]): Buffer {
  return lines(
    answers.map(({ question, slices }) => ({
      q_identity_kind: question.identity_kind,
      q_identity: question.identity,
      q_agent: question.agent,
      member_from: slices.map((slice) => slice.validFrom ?? everFrom),
      member_to: slices.map((slice) => slice.validTo ?? everTo),
      member_worker: slices.map((slice) => slice.workerId),
      member_team: slices.map((slice) => slice.teamId),
    })),
  );
}
