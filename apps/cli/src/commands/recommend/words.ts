import type { RecommendationView } from '@exchequer/model/contract';
import { usdFigure } from '../../output/index.ts';

type Realised = NonNullable<RecommendationView['realised']>;
type Span = Pick<RecommendationView['gain'], 'low' | 'high'>;

/** An interval of dollars; one figure where both ends are the same. */
export function between({ low, high }: Span): string {
  const [from, to] = [usdFigure(low), usdFigure(high)];
  return from === to ? from : `${from} to ${to}`;
}

export const gainOf = ({ gain }: Pick<RecommendationView, 'gain'>): string =>
  `${between(gain)}${gain.per === 'month' ? ' a month' : ' once'}`;

/** What it promised, and what it brought. */
export function measuredOf({ promised, realised, verdict, says }: Realised): string {
  const said = `Promised ${between(promised)} a month.`;
  if (!realised) return `${said} Cannot tell: ${says}`;
  const verdicts = { gain: 'Realised', harm: 'It costs more', 'no-effect-seen': 'No effect seen' };
  return `${said} ${verdicts[verdict as keyof typeof verdicts]}: ${between(realised)}. ${says}`;
}
