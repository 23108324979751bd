import { oneOf, type RawSearch, readViewSearch, text, type ViewSearch } from './search.ts';

/** What a source of outcomes can tell of; `any` is all of it. */
export const outcomeTopics = [
  'any',
  'pull_request',
  'feature',
  'deployment',
  'ticket',
  'satisfaction',
  'revenue',
  'incident',
] as const;
export type OutcomeTopic = (typeof outcomeTopics)[number];

/** What the address says on Sources, beyond what every page has. */
export interface SourcesSearch extends ViewSearch {
  /** Connecting a source is open, for what should be told. */
  connect?: OutcomeTopic;
  /** How it is told: a vendor, or another way. */
  way?: string;
  /** The source of outcomes that is open. */
  hook?: string;
  /** The kind of result whose judging is open. */
  judge?: string;
}

export function readSourcesSearch(raw: RawSearch): SourcesSearch {
  return {
    ...readViewSearch(raw),
    connect: oneOf(raw.connect, outcomeTopics),
    way: text(raw.way, /^[a-z-]{2,20}$/),
    hook: text(raw.hook, /^[\w-]{1,80}$/),
    judge: text(raw.judge, /^[a-z_]+\.[a-z0-9_-]{1,60}$/),
  };
}
