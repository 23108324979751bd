import { workKey } from '@exchequer/model';
import { z } from 'zod';
import { anySigned, forged, hmac, unsigned } from './signature.ts';
import { leadFrom, misshapen, person, repoOf, Telling, ticketsInBranch, ticketsInTitle } from './telling.ts';
import { header, type OutcomeReading, type WebhookContext, type WebhookReader } from './webhook.ts';

const user = z.looseObject({ login: z.string(), type: z.string().optional() });
const base = { repository: z.looseObject({ html_url: z.string() }) };

const pullRequestEvent = z.looseObject({
  ...base,
  action: z.string(),
  pull_request: z.looseObject({
    number: z.number().int(),
    title: z.string(),
    body: z.string().nullish(),
    merged: z.boolean().nullish(),
    merged_at: z.string().nullish(),
    closed_at: z.string().nullish(),
    created_at: z.string(),
    updated_at: z.string(),
    merge_commit_sha: z.string().nullish(),
    user: user.nullish(),
    head: z.looseObject({ ref: z.string(), sha: z.string() }),
    additions: z.number().nullish(),
    deletions: z.number().nullish(),
  }),
});
type PullRequestEvent = z.infer<typeof pullRequestEvent>;

const issuesEvent = z.looseObject({
  ...base,
  action: z.string(),
  issue: z.looseObject({
    number: z.number().int(),
    state_reason: z.string().nullish(),
    created_at: z.string(),
    updated_at: z.string(),
    closed_at: z.string().nullish(),
    assignee: user.nullish(),
    labels: z.array(z.looseObject({ name: z.string() })).default([]),
  }),
  sender: user.nullish(),
});

const deploymentEvent = z.looseObject({
  ...base,
  deployment_status: z.looseObject({ state: z.string(), created_at: z.string(), environment: z.string() }),
  deployment: z.looseObject({
    id: z.number(),
    sha: z.string(),
    created_at: z.string(),
    creator: user.nullish(),
  }),
});

export const github: WebhookReader = {
  vendor: 'github',
  deliveryId: (delivery) => header(delivery, 'x-github-delivery') || null,
  verify: (delivery, secrets) => {
    const signature = header(delivery, 'x-hub-signature-256');
    if (!signature) return unsigned('X-Hub-Signature-256');
    const sign = (secret: string) => `sha256=${hmac('sha256', secret, [delivery.body], 'hex')}`;
    return anySigned([signature], secrets, sign) ? null : forged;
  },
  read: (payload, delivery, context) => {
    const event = header(delivery, 'x-github-event');
    if (event === 'pull_request') return take(pullRequestEvent, tellPullRequest, payload, event, context);
    if (event === 'issues') return take(issuesEvent, tellIssue, payload, event, context);
    if (event === 'deployment_status') return take(deploymentEvent, tellDeployment, payload, event, context);
    return new Telling('github', event || 'unknown', context).reading();
  },
  steps: (url) => [
    'At GitHub open the repository or the organisation: Settings, Webhooks, Add webhook.',
    `Payload URL: ${url}`,
    'Content type: application/json. Secret: the one shown here.',
    'Choose individual events: Pull requests, Issues, Deployment statuses.',
  ],
};

function take<T extends object>(
  schema: z.ZodType<T>,
  tell: (told: T, telling: Telling) => void,
  payload: unknown,
  event: string,
  context: WebhookContext,
): OutcomeReading {
  const parsed = schema.safeParse(payload);
  if (!parsed.success) return misshapen('github', event, context, parsed.error.issues);
  const { action } = parsed.data as { action?: unknown };
  const telling = new Telling('github', typeof action === 'string' ? `${event}.${action}` : event, context);
  tell(parsed.data, telling);
  return telling.reading();
}

function tellPullRequest({ action, repository, pull_request: pr }: PullRequestEvent, telling: Telling): void {
  const repo = repoOf(repository.html_url);
  const work = workKey.pullRequest(repo, pr.number);
  linkPullRequest(repo, pr, telling);
  if (action !== 'closed') return;
  const bot = pr.user?.type === 'Bot';
  const detail = {
    repo,
    branch: pr.head.ref,
    ...(bot ? { agent: pr.user?.login ?? '' } : person('github', null, pr.user?.login)),
    changed_lines: (pr.additions ?? 0) + (pr.deletions ?? 0),
    version: pr.updated_at,
  };
  if (!pr.merged || !pr.merged_at) {
    telling.tell({ kind: 'pull_request.closed', work, at: pr.closed_at ?? pr.updated_at, ...detail });
    return;
  }
  telling.tell({
    kind: 'pull_request.merged',
    work,
    at: pr.merged_at,
    ...detail,
    ...leadFrom(pr.created_at, pr.merged_at),
  });
  if (pr.merge_commit_sha) {
    const commit = workKey.commit(pr.merge_commit_sha);
    telling.link(commit, work, 'pull-request-commits', `merge of #${pr.number}`, pr.merged_at);
  }
  tellReverts(repo, pr, work, telling);
}

/** A merge that takes another back: by its number, or by a commit whose pull request is found later. */
function tellReverts(
  repo: string,
  pr: PullRequestEvent['pull_request'],
  work: ReturnType<typeof workKey.pullRequest>,
  telling: Telling,
): void {
  const text = `${pr.title}\n${pr.body ?? ''}`;
  const mergedAt = pr.merged_at ?? pr.updated_at;
  const host = repo.split('/')[0] ?? '';
  for (const [, other, number] of text.matchAll(/\bReverts\s+([\w.-]+\/[\w.-]+)?#(\d+)/g)) {
    const reverted = workKey.pullRequest(other ? `${host}/${other}` : repo, number as string);
    telling.tell({
      kind: 'pull_request.reverted',
      work: reverted,
      at: mergedAt,
      version: pr.updated_at,
      repo,
      nth: `by-${pr.number}`,
      ...person('github', null, pr.user?.login),
    });
  }
  for (const [, sha] of text.matchAll(/\bThis reverts commit ([0-9a-f]{7,40})\b/g)) {
    telling.link(work, workKey.commit(sha as string), 'stated', 'reverts commit', mergedAt);
  }
}

function linkPullRequest(repo: string, pr: PullRequestEvent['pull_request'], telling: Telling): void {
  const work = workKey.pullRequest(repo, pr.number);
  telling.link(workKey.branch(repo, pr.head.ref), work, 'head-branch', pr.head.ref, pr.created_at);
  telling.link(
    workKey.commit(pr.head.sha),
    work,
    'pull-request-commits',
    `head of #${pr.number}`,
    pr.updated_at,
  );
  for (const key of ticketsInTitle(pr.title))
    telling.link(work, workKey.ticket(key), 'ticket-in-title', key, pr.created_at);
  for (const key of ticketsInBranch(pr.head.ref))
    telling.link(work, workKey.ticket(key), 'ticket-in-branch', key, pr.created_at);
  for (const [, number] of (pr.body ?? '').matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\s+#(\d+)/gi))
    telling.link(work, workKey.ticket(`${repo}#${number}`), 'stated', `closes #${number}`, pr.created_at);
}

/** An issue closed as completed is resolved; one with the label of a feature is a feature shipped. */
function tellIssue(
  { action, repository, issue, sender }: z.infer<typeof issuesEvent>,
  telling: Telling,
): void {
  const repo = repoOf(repository.html_url);
  const work = workKey.ticket(`${repo}#${issue.number}`);
  const detail = {
    work,
    repo,
    version: issue.updated_at,
    ...person('github', null, issue.assignee?.login ?? sender?.login),
  };
  if (action === 'reopened') {
    telling.tell({ kind: 'ticket.reopened', at: issue.updated_at, nth: issue.updated_at, ...detail });
  }
  if (action !== 'closed') return;
  const at = issue.closed_at ?? issue.updated_at;
  const dropped = issue.state_reason === 'not_planned' || issue.state_reason === 'duplicate';
  const feature = issue.labels.some(({ name }) => /^(type: ?)?(feature|enhancement)$/i.test(name));
  const done = feature ? 'feature.shipped' : 'ticket.resolved';
  telling.tell({
    kind: dropped ? 'ticket.abandoned' : done,
    at,
    nth: at,
    ...detail,
    ...(dropped ? {} : leadFrom(issue.created_at, at)),
  });
}

function tellDeployment(
  { repository, deployment_status: status, deployment }: z.infer<typeof deploymentEvent>,
  telling: Telling,
): void {
  const repo = repoOf(repository.html_url);
  const work = workKey.deployment(status.environment, `${repo}/${deployment.id}`);
  telling.link(work, workKey.commit(deployment.sha), 'stated', 'deployed commit', deployment.created_at);
  const failed = ['failure', 'error'].includes(status.state);
  if (status.state !== 'success' && !failed) return;
  telling.tell({
    kind: failed ? 'deployment.failed' : 'deployment.succeeded',
    work,
    at: status.created_at,
    repo,
    service: status.environment,
    ...person('github', null, deployment.creator?.login),
  });
}
