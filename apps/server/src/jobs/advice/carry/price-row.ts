import { type PricedClass, pico, pricedClasses } from '@exchequer/model';
import { refuseAdvice, type Setting } from '@exchequer/store/advice';
import type { PriceDesk } from '@exchequer/store/prices';
import { type Carrier, refusedBy } from './carrier.ts';

/** A price of the company's own in the price book; taken back, it is withdrawn. */
export function priceRowCarrier(prices: PriceDesk): Carrier<'price-row'> {
  const standing = async (source: string): Promise<string | null> =>
    (await prices.book.facts()).overrides.find((one) => one.source === source)?.id ?? null;
  const read = async (like: Setting): Promise<Setting> => ({
    ...like,
    stands: (await standing(String(like.source))) !== null,
  });
  return {
    plan: async (_, { recommendation, action: { provider, model, tokenClass, price }, choice }) => {
      const amount = choice.amount ?? price;
      if (amount === null)
        return refuseAdvice(
          'amount-needed',
          'it is not said what the price is',
          'Give the price per token in dollars.',
        );
      const known: readonly string[] = pricedClasses;
      if (!known.includes(tokenClass))
        return refuseAdvice(
          'target-unknown',
          `there is no token class ${tokenClass}`,
          'Enter the price under Prices.',
        );
      const named = {
        ...{ provider, model, token_class: tokenClass, price: `${amount}` },
        source: `recommendation ${recommendation.id}`,
      };
      return {
        kind: 'price-row',
        before: { ...named, stands: false },
        after: { ...named, stands: true },
        changes: [
          {
            what: `Price of ${provider}/${model}, ${tokenClass.replaceAll('_', ' ')}, a million tokens`,
            before: 'as the price book has it',
            after: `$${Number(amount / 1_000n) / 1_000}`,
          },
        ],
        ownerId: null,
        raises: false,
      };
    },
    read: (_, like) => read(like),
    write: async (_, to, by) => {
      const entry = await standing(String(to.source));
      if (to.stands !== true) {
        if (entry !== null) await prices.withdraw(entry);
        return read(to);
      }
      if (entry !== null) return to;
      const made = await prices.set(
        {
          ...{
            provider: String(to.provider),
            model: String(to.model),
            service_tier: '',
            speed: '',
            region: '',
          },
          ...{ contextOver: 0, contextUpTo: null, validFrom: null, validTo: null, source: String(to.source) },
          prices: { [String(to.token_class) as PricedClass]: pico(BigInt(String(to.price))) },
        },
        by.id,
      );
      return 'refused' in made ? refusedBy(made) : to;
    },
  };
}
