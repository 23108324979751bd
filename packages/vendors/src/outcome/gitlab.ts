import { workKey } from '@exchequer/model';
import { z } from 'zod';
import { anySigned, forged, hmac, sameText, unsigned, untimely } from './signature.ts';
import { leadFrom, misshapen, person, repoOf, Telling, ticketsInBranch, ticketsInTitle } from './telling.ts';
import { type Delivery, header, type WebhookReader } from './webhook.ts';

const user = z.looseObject({ username: z.string().nullish(), email: z.string().nullish() });
const project = z.looseObject({ web_url: z.string() });

const mergeRequestHook = z.looseObject({
  user: user.nullish(),
  project,
  object_attributes: z.looseObject({
    iid: z.number().int(),
    title: z.string(),
    description: z.string().nullish(),
    state: z.string(),
    action: z.string().nullish(),
    source_branch: z.string(),
    created_at: z.string(),
    updated_at: z.string(),
    merge_commit_sha: z.string().nullish(),
    squash_commit_sha: z.string().nullish(),
    last_commit: z
      .looseObject({ id: z.string(), author: z.looseObject({ email: z.string().nullish() }).nullish() })
      .nullish(),
  }),
});

const issueHook = z.looseObject({
  user: user.nullish(),
  project,
  object_attributes: z.looseObject({
    iid: z.number().int(),
    action: z.string().nullish(),
    created_at: z.string(),
    updated_at: z.string(),
    closed_at: z.string().nullish(),
  }),
});

const deploymentHook = z.looseObject({
  status: z.string(),
  status_changed_at: z.string(),
  deployment_id: z.number().int(),
  environment: z.string(),
  short_sha: z.string().nullish(),
  commit_url: z.string().nullish(),
  project,
  user: user.nullish(),
});

export const gitlab: WebhookReader = {
  vendor: 'gitlab',
  deliveryId: (delivery) =>
    header(delivery, 'idempotency-key') ||
    header(delivery, 'webhook-id') ||
    header(delivery, 'x-gitlab-event-uuid') ||
    null,
  verify: (delivery, secrets, nowMs) => {
    if (header(delivery, 'webhook-signature')) return verifySigned(delivery, secrets, nowMs);
    const token = header(delivery, 'x-gitlab-token');
    if (!token) return unsigned('X-Gitlab-Token or webhook-signature');
    return secrets.map((secret) => sameText(token, secret)).includes(true) ? null : forged;
  },
  read: (payload, _delivery, context) => {
    const event =
      z.looseObject({ object_kind: z.string() }).safeParse(payload).data?.object_kind ?? 'unknown';
    const telling = new Telling('gitlab', event, context);
    const taken = tellHook(event, payload, telling);
    return taken === null ? telling.reading() : misshapen('gitlab', event, context, taken);
  },
  steps: (url) => [
    'At GitLab open the project or the group: Settings, Webhooks, Add new webhook.',
    `URL: ${url}`,
    'Secret token, or signing token where your GitLab offers one: the secret shown here.',
    'Trigger: Merge request events, Issues events, Deployment events.',
  ],
};

/** The form of Standard Webhooks: `v1,<base64>` over id, time and body, several apart by spaces. */
function verifySigned(delivery: Delivery, secrets: readonly string[], nowMs: number) {
  const id = header(delivery, 'webhook-id');
  const time = header(delivery, 'webhook-timestamp');
  const offered = header(delivery, 'webhook-signature').split(' ');
  const sign = (secret: string) =>
    `v1,${hmac('sha256', signingKey(secret), [`${id}.${time}.`, delivery.body], 'base64')}`;
  if (!anySigned(offered, secrets, sign)) return forged;
  return untimely(Number(time) * 1000, nowMs);
}

const signingKey = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);

type Issues = readonly { path: readonly PropertyKey[]; message: string }[];

function tellHook(event: string, payload: unknown, telling: Telling): Issues | null {
  if (event === 'merge_request') {
    const { data, error } = mergeRequestHook.safeParse(payload);
    if (!data) return error.issues;
    tellMergeRequest(data, telling);
  } else if (event === 'issue' || event === 'work_item') {
    const { data, error } = issueHook.safeParse(payload);
    if (!data) return error.issues;
    tellIssue(data, telling);
  } else if (event === 'deployment') {
    const { data, error } = deploymentHook.safeParse(payload);
    if (!data) return error.issues;
    tellDeployment(data, telling);
  }
  return null;
}

function tellMergeRequest(
  { user: who, project: p, object_attributes: mr }: z.infer<typeof mergeRequestHook>,
  telling: Telling,
) {
  const repo = repoOf(p.web_url);
  const work = workKey.pullRequest(repo, mr.iid);
  telling.link(workKey.branch(repo, mr.source_branch), work, 'head-branch', mr.source_branch, mr.created_at);
  for (const key of ticketsInTitle(mr.title))
    telling.link(work, workKey.ticket(key), 'ticket-in-title', key, mr.created_at);
  for (const key of ticketsInBranch(mr.source_branch))
    telling.link(work, workKey.ticket(key), 'ticket-in-branch', key, mr.created_at);
  const commits = [mr.last_commit?.id, mr.merge_commit_sha, mr.squash_commit_sha];
  for (const sha of commits)
    if (sha)
      telling.link(workKey.commit(sha), work, 'pull-request-commits', `commit of !${mr.iid}`, mr.updated_at);
  if (mr.action !== 'merge' && mr.action !== 'close') return;
  const detail = {
    work,
    // The hook names no time of the merge; that of the change which tells of it is the same.
    at: mr.updated_at,
    repo,
    branch: mr.source_branch,
    ...person('gitlab', mr.last_commit?.author?.email, who?.username),
  };
  if (mr.action === 'close') {
    telling.tell({ kind: 'pull_request.closed', nth: mr.updated_at, ...detail });
    return;
  }
  telling.tell({ kind: 'pull_request.merged', ...detail, ...leadFrom(mr.created_at, mr.updated_at) });
  const text = `${mr.title}\n${mr.description ?? ''}`;
  for (const [, number] of text.matchAll(/\bThis reverts merge request \S*!(\d+)/g)) {
    const reverted = workKey.pullRequest(repo, number as string);
    telling.tell({
      kind: 'pull_request.reverted',
      ...detail,
      work: reverted,
      nth: `by-${mr.iid}`,
      branch: '',
    });
  }
  for (const [, sha] of text.matchAll(/\bThis reverts commit ([0-9a-f]{7,40})\b/g))
    telling.link(work, workKey.commit(sha as string), 'stated', 'reverts commit', mr.updated_at);
}

function tellIssue(
  { user: who, project: p, object_attributes: issue }: z.infer<typeof issueHook>,
  telling: Telling,
) {
  const repo = repoOf(p.web_url);
  const work = workKey.ticket(`${repo}#${issue.iid}`);
  const by = person('gitlab', who?.email, who?.username);
  if (issue.action === 'reopen') {
    telling.tell({ kind: 'ticket.reopened', work, at: issue.updated_at, nth: issue.updated_at, repo, ...by });
  }
  if (issue.action !== 'close') return;
  const at = issue.closed_at ?? issue.updated_at;
  const lead = leadFrom(issue.created_at, at);
  telling.tell({
    kind: 'ticket.resolved',
    work,
    at,
    version: issue.updated_at,
    nth: at,
    repo,
    ...lead,
    ...by,
  });
}

function tellDeployment(hook: z.infer<typeof deploymentHook>, telling: Telling): void {
  const repo = repoOf(hook.project.web_url);
  const work = workKey.deployment(hook.environment, `${repo}/${hook.deployment_id}`);
  const sha = /\/commit\/([0-9a-f]{7,40})$/.exec(hook.commit_url ?? '')?.[1] ?? hook.short_sha;
  if (sha) telling.link(work, workKey.commit(sha), 'stated', 'deployed commit', hook.status_changed_at);
  if (hook.status !== 'success' && hook.status !== 'failed') return;
  telling.tell({
    kind: hook.status === 'success' ? 'deployment.succeeded' : 'deployment.failed',
    work,
    at: hook.status_changed_at,
    repo,
    service: hook.environment,
    ...person('gitlab', hook.user?.email, hook.user?.username),
  });
}
