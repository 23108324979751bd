import type { Curve } from '@exchequer/model/contract';

const percent = (slope: number): string =>
  `${Math.abs(slope * 10)
    .toFixed(1)
    .replace('-', '−')} %`;

/** What the figures say in a sentence, and what would say more. */
export function curveSentence(
  curve: Pick<Curve, 'elasticity' | 'simpson' | 'quality' | 'headline' | 'outcome'>,
): { sentence: string; needs: string | null } {
  const { elasticity, simpson, quality, headline } = curve;
  const experiment =
    'an experiment: busy weeks raise spend and results alike, and nothing observed parts the two';
  if (!elasticity) return { sentence: 'What more spend brings cannot be told.', needs: experiment };
  if (simpson) {
    return {
      sentence: 'All teams together point one way and each team by itself the other: neither is a headline.',
      needs: experiment,
    };
  }
  if (quality?.verdict === 'worse') {
    return {
      sentence: 'More spend goes with more results, and with more of them taken back: that is no gain.',
      needs: experiment,
    };
  }
  const { within, low, high, pooled, between } = elasticity;
  if (!headline) {
    return {
      sentence: `Compared with themselves over time, people bring ${percent(within)} ${within < 0 ? 'less' : 'more'} with ten percent more spend, which cannot be told from nothing (${slopeRange(low, high)}).`,
      needs: experiment,
    };
  }
  const apart =
    Math.abs(pooled - within) > (high - low) / 2
      ? ` A plain look says ${pooled.toFixed(2)} and one between people ${between.toFixed(2)}: most of that is who spends, not what spend brings.`
      : '';
  return {
    sentence: `Compared with themselves over time, people bring ${percent(within)} ${within < 0 ? 'less' : 'more'} with ten percent more spend (elasticity ${within.toFixed(2)}, ${slopeRange(low, high)}).${apart}`,
    needs: experiment,
  };
}

const slopeRange = (low: number, high: number): string => `95 %: ${low.toFixed(2)} to ${high.toFixed(2)}`;
