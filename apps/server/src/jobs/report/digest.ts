import { digestDue, digestNews, weekBefore, weeklyDigest } from '@exchequer/core/report';
import type { AlertNews } from '@exchequer/model';
import type { AlertChannel, ContractClient, WeeklyDigest, Workspace } from '@exchequer/model/contract';
import { type Rounds, startRounds } from '../rounds/index.ts';
import { moversOf } from './movers.ts';

/** The last whole week before a company day, as the caller may read it. */
export async function gatherDigest(
  api: ContractClient,
  workspace: Workspace,
  { today, timeZone }: { today: string; timeZone: string },
): Promise<WeeklyDigest> {
  const range = { ...weekBefore(today), time_zone: timeZone };
  const metrics = ['spend_contracted'];
  const [read, forecast, movers, inbox] = await Promise.all([
    api.metric.query({ workspace, metrics, range, compare: 'previous' }),
    api.forecast.spend({ workspace, horizon: 'month' }),
    moversOf({ api, workspace, range }),
    api.advice.list({ workspace, state: 'inbox', about: 'everything', limit: 20 }),
  ]);
  const [spend] = read.totals;
  const none = { metric: 'spend_contracted', value: null, compare_value: null, needs: 'usage' };
  return weeklyDigest({
    ...{ workspace, range, forecast, movers, spend: spend ?? none },
    inbox: inbox.recommendations,
  });
}

const everyMs = 5 * 60_000;
/** The simulated company sends no mail by itself. */
const workspace: Workspace = 'live';

export interface DigestJobOptions {
  channels(workspace: Workspace): Promise<readonly Pick<AlertChannel, 'topics'>[]>;
  /** Writes alerts down once for each key, so that a crash in between tells nothing twice. */
  raise(workspace: Workspace, news: readonly AlertNews[]): Promise<number>;
  gather(workspace: Workspace): Promise<WeeklyDigest>;
  appUrl: () => string;
  timeZone: () => string;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
}

/** Tells of the week on Mondays at eight, where a channel asks for it. */
export function startDigestJob(options: DigestJobOptions): Rounds {
  const { channels, raise, gather, appUrl, timeZone, now, log } = options;
  let told = '';
  const work = async () => {
    const week = digestDue(now(), timeZone());
    if (week === null || week.from === told) return;
    const wanted = (await channels(workspace)).some(({ topics }) => topics.includes('digest.weekly'));
    if (!wanted) return;
    const digest = await gather(workspace);
    if (digest.spend !== null) await raise(workspace, [digestNews(digest, appUrl())]);
    told = week.from;
  };
  return startRounds({ everyMs, work, failing: 'the digest of the week could not be told', log });
}
