import {
  type AttributionAnswer,
  formatUsd,
  type PriceAnswer,
  pricedClasses,
  type UnitPrices,
} from '@exchequer/model';

/** Times outside which no usage lies; they stand for "always" in the engine's half-open slices. */
const everFrom = '1970-01-02T00:00:00.000Z';
const everTo = '2200-01-01T00:00:00.000Z';
const noLimit = '9000000000000000000';

const lines = (rows: readonly object[]): Buffer =>
  Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

/** Rows of `booking_rate`: one per question, with one array element per slice. */
export function rateLines(answers: readonly PriceAnswer[]): Buffer {
  return lines(answers.map(rateRow));
}

function rateRow(answer: PriceAnswer): object {
  const { question, slices } = answer;
  const prices = (book: 'list' | 'contracted') =>
    Object.fromEntries(
      pricedClasses.map((c) => [`${book}_${c}`, slices.map((slice) => formatUsd(slice[book][c]))]),
    );
  const fixed = (book: 'base' | 'ceiling', values: UnitPrices | null) =>
    Object.fromEntries(pricedClasses.map((c) => [`${book}_${c}`, formatUsd(values?.[c] ?? 0n)]));
  return {
    q_provider: question.provider,
    q_model: question.model,
    q_service_tier: question.service_tier,
    q_speed: question.speed,
    q_region: question.region,
    price_id: slices.map((slice) => slice.priceId),
    valid_from: slices.map((slice) => slice.validFrom ?? everFrom),
    valid_to: slices.map((slice) => slice.validTo ?? everTo),
    // A request without input tokens still has a price: "over 0" must admit it.
    context_over: slices.map((slice) => (slice.contextOver === 0 ? -1 : slice.contextOver)),
    context_up_to: slices.map((slice) => slice.contextUpTo ?? noLimit),
    seconds_from: slices.map((slice) => slice.secondsFrom),
    seconds_to: slices.map((slice) => slice.secondsTo),
    ...prices('list'),
    ...prices('contracted'),
    ...fixed('base', answer.base),
    ...fixed('ceiling', answer.ceiling),
  };
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
