import type { BoardPack } from '@exchequer/model/contract';
import { metricPairs } from '../metric/index.ts';
import { adviceOfMonth } from './board-advice.ts';
import { bridgeOf, moversOf } from './board-bridge.ts';
import { marginFigures, qualityFigures, riskFigures, unitFigures } from './board-figures.ts';
import { commitmentFigures, expiriesOf, grantFigures } from './board-money.ts';
import { spendOf } from './board-spend.ts';
import type { BoardFacts } from './facts.ts';
import { metricFigure } from './figure.ts';
import { pageOver } from './page.ts';
import { headlineOf } from './words.ts';

/** The board pack of a month: ten parts, each with its figures or with what they need. */
export function boardPack(facts: BoardFacts): BoardPack {
  const { workspace, company, appUrl, month, range, running, madeAt } = facts;
  const spend = spendOf(facts);
  const bridge = bridgeOf(facts);
  return {
    version: 1,
    ...{ workspace, company, app_url: appUrl, month, range, running, made_at: madeAt },
    headline: headlineOf(spend, bridge),
    ...{ spend, bridge, movers: moversOf(facts), pairs: pairsOf(facts) },
    ...{ units: unitFigures(facts), margin: marginFigures(facts) },
    ...{ commitments: commitmentFigures(facts), expiries: expiriesOf(facts), grants: grantFigures(facts) },
    risk: riskFigures(facts),
    ...adviceOfMonth(facts),
    quality: qualityFigures(facts),
  };
}

/** Names that fit a strip, where the catalogue’s are longer. */
const stripNames: Readonly<Record<string, string>> = {
  revenue_per_million_average: 'Revenue per M tokens',
  cost_per_million_loaded: 'Cost per M tokens',
};

const pairsOf = (facts: BoardFacts): BoardPack['pairs'] =>
  metricPairs.map(({ headcount, token, says }) => {
    const to = pageOver('value', facts.range, `&pair=${headcount}`);
    return {
      says,
      headcount: metricFigure(facts, headcount, { to }),
      token: metricFigure(facts, token, { to, ...(stripNames[token] && { name: stripNames[token] }) }),
    };
  });
