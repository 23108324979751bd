import { daysBetween } from './calendar.ts';

/** Kinds of changes that can move spend. */
export const changeKinds = [
  'deploy',
  'prompt-version',
  'model-default',
  'first-seen-model',
  'first-seen-agent',
  'price-row',
  'gateway-rule',
  'route',
  'policy',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Something that changed on a day, as the product knows it. */
export interface ChangeEvent {
  readonly id: string;
  readonly kind: ChangeKind;
  /** Company day. */
  readonly day: string;
  readonly name: string;
  /** What it is about; a value left out says that it may be about any. */
  readonly about: Readonly<Partial<Record<'workflow' | 'model' | 'service' | 'repo' | 'agent', string>>>;
}

/** How cost can exceed what was expected. */
export type CauseKind = 'price' | 'model-mix' | 'cache' | 'token-mix' | 'calls' | 'call-length';

/** What a cause is called. */
export const causeWords: Readonly<Record<CauseKind, string>> = {
  price: 'Higher prices',
  'model-mix': 'Calls moved to dearer models',
  cache: 'Less input read from cache',
  'token-mix': 'Dearer kinds of tokens, such as longer answers',
  calls: 'More calls',
  'call-length': 'More tokens for each call',
};

/** How well a change of a kind can bring a cause about, 0–1. */
const fits: Readonly<Record<CauseKind, Partial<Record<ChangeKind, number>>>> = {
  price: { 'price-row': 1 },
  'model-mix': { 'model-default': 1, 'first-seen-model': 0.9, route: 0.9, policy: 0.6, deploy: 0.5 },
  cache: { deploy: 1, 'prompt-version': 1, 'gateway-rule': 0.8, policy: 0.5, 'model-default': 0.2 },
  'token-mix': { 'prompt-version': 1, deploy: 0.7, 'model-default': 0.5 },
  calls: { 'first-seen-agent': 1, deploy: 0.5, 'gateway-rule': 0.5, policy: 0.4, route: 0.3 },
  'call-length': { 'prompt-version': 1, deploy: 0.8, 'model-default': 0.4 },
};

/** A change takes some days to show; one that is noted late may even stand on the day after. */
const before = 3;
const after = 1;

/** What a cause is about, where it is about one thing. */
export type Where = Readonly<Partial<Record<'workflow' | 'model', string>>>;

export interface NearestChange {
  readonly event: ChangeEvent;
  /** Days from the change to the spike; below nothing where the change is on record a day later. */
  readonly days: number;
}

/**
 * The change nearest the first day of a cause, of those that can bring it about and are not about
 * something else: within three days before it and one after. Of equally near ones the likelier kind, then
 * the one that names what the cause is about. Null without any.
 */
export function nearestChange(
  events: readonly ChangeEvent[],
  cause: { readonly kind: CauseKind; readonly where: Where; readonly from: string },
): NearestChange | null {
  const near = events.flatMap((event) => {
    const days = daysBetween(event.day, cause.from);
    const fit = fits[cause.kind][event.kind] ?? 0;
    if (fit === 0 || days > before || days < -after || !isAbout(event, cause.where)) return [];
    const named = Object.keys(cause.where).some((key) => key in event.about) ? 1 : 0.6;
    return [{ event, days, score: (fit * named) / (1 + Math.abs(days)) }];
  });
  const [best] = near.sort((a, b) => b.score - a.score || (a.event.id < b.event.id ? -1 : 1));
  return best ? { event: best.event, days: best.days } : null;
}

const isAbout = ({ about }: ChangeEvent, where: Where): boolean =>
  (['workflow', 'model'] as const).every(
    (key) => about[key] === undefined || where[key] === undefined || about[key] === where[key],
  );
