/**
 * What alerts are about. The names are those of the events that webhooks receive.
 */
export const alertTopics = {
  'budget.threshold_crossed': 'An envelope passes a threshold',
  'budget.request.created': 'Somebody asks for budget',
  'recommendation.created': 'There is something to do',
  'spend.spike': 'A day costs far more than its like',
  'forecast.over_budget': 'A period will likely end over budget',
  'source.stale': 'A source has gone quiet',
  'period.closed': 'A month is closed',
  'digest.weekly': 'The week in short, on Mondays at eight',
} as const;
export type AlertTopic = keyof typeof alertTopics;
export const alertTopicNames = Object.keys(alertTopics) as [AlertTopic, ...AlertTopic[]];

/** `warn`: look at it. `stop`: calls are refused, or would have to be. */
export const alertLevels = ['info', 'warn', 'stop'] as const;
export type AlertLevel = (typeof alertLevels)[number];

export const channelKinds = ['email', 'slack', 'webhook'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** What somebody should know. Never names a person, and tells nothing of fewer than five. */
export interface AlertNews {
  topic: AlertTopic;
  /** The same for the same happening: it is told once. */
  key: string;
  level: AlertLevel;
  title: string;
  /** What, how much, and what to do, in a sentence or two. */
  says: string;
  /** Page with its search, such as `/budgets?envelope=env_1`. */
  path: string;
  /** Figures for programs: amounts as decimal strings, USD. */
  data: Readonly<Record<string, string | number | null>>;
}
