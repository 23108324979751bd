import { adviceOwnerSchema, type RecommendationView, recommendationSchema } from '@exchequer/model/contract';
import { z } from 'zod';
import { tool } from './tool.ts';
import { measured, range } from './words.ts';

const told = recommendationSchema
  .pick({
    ...{ id: true, rule: true, state: true, own: true, says: true, trigger: true, gain: true },
    ...{ confidence: true, owner: true, effort: true, undo: true, expires_at: true },
  })
  .extend({
    subject: z.object({ kind: z.string(), name: z.string() }),
    /** What applying it does; people apply it, on the web or by `exchequer recommend apply`. */
    action: z.string(),
    evidence: z.array(z.object({ label: z.string(), value: z.string(), unit: z.string() })),
  });
type Told = z.infer<typeof told>;

const output = z.object({
  recommendations: z.array(told),
  more: z.boolean(),
  judged_at: z.string().nullable(),
});

export const listRecommendations = tool({
  name: 'list_recommendations',
  title: 'Recommendations',
  description:
    'What to do about spend, the surest gain for the least effort first, with evidence, likely gain and how it is ' +
    'undone. An agent sees what is about itself; a reader what is about teams and above. Names no person.',
  input: z.object({
    limit: z.number().int().min(1).max(50).default(10),
    owner: adviceOwnerSchema.optional().describe('only what this role should see to'),
  }),
  output,
  changes: false,
  ask: async ({ client, workspace }, { limit, owner }) => {
    const found = await client.advice.list({ workspace, limit, ...(owner && { owner }) });
    return {
      recommendations: found.recommendations.map(tellable),
      more: found.next_cursor !== null,
      judged_at: found.judged_at,
    };
  },
  words: ({ recommendations, more, judged_at }) => {
    if (recommendations.length === 0) {
      return judged_at === null ? 'No rule has been judged yet.' : 'Nothing is recommended to you now.';
    }
    return [...recommendations.map(adviceWords), ...(more ? ['There are more: raise limit.'] : [])].join(
      '\n\n',
    );
  },
});

/**
 * A recommendation without whom it was given to, and without who applied it. What is about its reader
 * names them not either: the answer may be kept where others read it.
 */
export function tellable(one: RecommendationView): Told {
  const { id, rule, state, own, gain, confidence, owner, effort, expires_at, subject } = one;
  const plain = (said: string) =>
    own && subject.name !== '' ? said.replaceAll(subject.name, 'this person') : said;
  return {
    ...{ id, rule, state, own, gain, confidence, owner, effort, expires_at },
    says: plain(one.says),
    trigger: plain(one.trigger),
    undo: plain(one.undo),
    subject: { kind: subject.kind, name: own ? 'you' : subject.name },
    action: one.action.verb,
    evidence: one.evidence.map(({ label, value, unit }) => ({
      label: plain(label),
      value: plain(value),
      unit,
    })),
  };
}

function adviceWords({ id, says, gain, confidence, owner, action, undo, evidence }: Told): string {
  const often = gain.per === 'month' ? ' a month' : ' once';
  const seen = evidence.map(({ label, value, unit }) => `${label} ${measured(value, unit)}`);
  return [
    `${says} [${id}]`,
    `Gain ${range(gain.low, gain.high)}${often} (80 % interval), confidence ${confidence}, for ${owner}.`,
    ...(seen.length > 0 ? [`Seen: ${seen.join('; ')}.`] : []),
    `To do: ${action}. Undo: ${undo}`,
  ].join('\n');
}
