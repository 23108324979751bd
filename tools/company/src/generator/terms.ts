import { dateOf } from './calendar.ts';
import type { Company } from './company.ts';
import { pool } from './pool.ts';
import { storiesOf } from './story.ts';

/** What people of the company have set once, before anything happens. Money is US dollars. */
export interface CompanyTerms {
  /** One budget over the span, which stops at its limit. */
  budget: { name: string; limit: string; from: string; to: string };
  /** Own prices of a model that no price list has: per million tokens, from and to a day. */
  prices: {
    provider: string;
    model: string;
    from: string | null;
    to: string | null;
    input: string;
    output: string;
  }[];
  /** Minutes that an outcome took people before AI, and dollars that it is worth. */
  weights: { kind: string; minutes: number; plusMinus: number; value: string }[];
  pool: {
    name: string;
    from: string;
    gpus: number;
    gpuPrice: string;
    depreciationMonths: number;
    powerPerKwh: string;
    puePermille: number;
    opsPerMonth: string;
    capWatts: number;
    sellablePermille: number;
    pricePerMillion: string;
  };
  /** Every person of these teams is granted so much a month; `team` is the company's own key. */
  grants: { plan: string; perMonth: string; teams: string[]; from: string }[];
}

/** Dollars that a request of the company costs, about. */
const perRequest = 0.09;

export function termsOf(company: Company): CompanyTerms {
  const { size, people, teams, dailyRequests } = company;
  const from = dateOf(size.from, 0);
  const { priceCut, unused } = storiesOf(company);
  const cut = dateOf(size.from, priceCut.day);
  const model = { provider: priceCut.provider, model: priceCut.model };
  const spend = dailyRequests * people.length * size.days * perRequest;
  return {
    budget: {
      name: 'Halyard AI budget',
      limit: String(Math.max(1_000, Math.round(spend / 1_000) * 1_000)),
      from,
      to: dateOf(size.from, size.days + 31),
    },
    prices: [
      { ...model, from: null, to: cut, ...priceCut.before },
      { ...model, from: cut, to: null, ...priceCut.after },
    ],
    weights: [
      { kind: 'ticket.resolved', minutes: 18, plusMinus: 4, value: '6' },
      { kind: 'pull_request.merged', minutes: 240, plusMinus: 60, value: '' },
    ],
    pool: {
      ...{ name: pool.name, from, gpus: pool.gpus, gpuPrice: '31000', depreciationMonths: 48 },
      ...{ powerPerKwh: '0.14', puePermille: 1_300, opsPerMonth: '900', capWatts: 2_800 },
      ...{ sellablePermille: 200, pricePerMillion: '0.6' },
    },
    grants:
      unused === null
        ? []
        : [
            {
              plan: 'Learning tokens',
              perMonth: '40.00',
              teams: teams.filter(({ area }) => area === 'design').map(({ key }) => key),
              from,
            },
          ],
  };
}
