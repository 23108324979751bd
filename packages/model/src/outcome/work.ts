/**
 * Kinds of work items: what somebody works on and what outcomes are about. Usage reaches outcomes
 * through them: tokens → session → commit or branch → pull request → ticket.
 */
export const workKinds = [
  'session',
  'commit',
  'branch',
  'pull_request',
  'ticket',
  'workflow',
  'deployment',
  'incident',
  'customer',
  'custom',
] as const;
export type WorkKind = (typeof workKinds)[number];

/**
 * Name of a work item, unique in its workspace: `<kind>:<rest>`, such as `ticket:spotter-4te`,
 * `pull_request:github.com/acme/api#12`, `branch:github.com/acme/api@fix-login`,
 * `commit:8cc42b0bd39d04e71e509d7d58e6782ab435329f`, `session:claude-code/ae4a77f8…`. Tickets are in
 * lower case, since branches and commits are careless about it; hosts and repositories too.
 */
export type WorkKey = `${WorkKind}:${string}`;

export const workKey = {
  session: (tool: string, id: string): WorkKey => `session:${tool}/${id}`,
  commit: (sha: string): WorkKey => `commit:${sha.toLowerCase()}`,
  branch: (repo: string, name: string): WorkKey => `branch:${repo.toLowerCase()}@${name}`,
  pullRequest: (repo: string, number: number | string): WorkKey =>
    `pull_request:${repo.toLowerCase()}#${number}`,
  ticket: (key: string): WorkKey => `ticket:${key.toLowerCase()}`,
  workflow: (name: string): WorkKey => `workflow:${name}`,
  deployment: (environment: string, id: string): WorkKey => `deployment:${environment}/${id}`,
  incident: (service: string, id: string): WorkKey => `incident:${service}/${id}`,
  customer: (source: string, id: string): WorkKey => `customer:${source}/${id}`,
  custom: (key: string): WorkKey => `custom:${key}`,
};

/** Kind and rest of a work key; null where the text is none. */
export function readWorkKey(text: string): { kind: WorkKind; rest: string } | null {
  const at = text.indexOf(':');
  const kind = workKinds.find((known) => known === text.slice(0, Math.max(at, 0)));
  return kind && text.length > at + 1 ? { kind, rest: text.slice(at + 1) } : null;
}

/** What is known of one way of linking. */
export interface LinkRuleFacts {
  readonly name: string;
  /** 0 to 1 in thousandths: how often a link by this rule is right. */
  readonly confidencePermille: number;
}

/**
 * The rules by which two work items are linked, strongest first. Of several links to work items of
 * one kind the strongest rule wins, and of equal ones the earliest link.
 */
export const linkRules = {
  manual: { name: 'set by a person', confidencePermille: 1000 },
  stated: { name: 'stated by the source', confidencePermille: 1000 },
  branch: { name: 'branch of the call', confidencePermille: 1000 },
  'otel-commit': { name: 'commit in telemetry', confidencePermille: 990 },
  'session-commit': { name: 'commit in the session’s own record', confidencePermille: 980 },
  'printed-sha': { name: 'commit printed in the session', confidencePermille: 970 },
  'rebased-twin': { name: 'rebased twin of a printed commit', confidencePermille: 950 },
  'author-time': { name: 'commit authored as one was printed', confidencePermille: 900 },
  'pull-request-commits': { name: 'among the commits of a pull request', confidencePermille: 980 },
  'pull-request-in-subject': {
    name: 'pull request number in a commit subject',
    confidencePermille: 960,
  },
  'head-branch': { name: 'branch of a pull request', confidencePermille: 950 },
  'branch-window': { name: 'branch and time', confidencePermille: 800 },
  'ticket-in-branch': { name: 'ticket key in the branch', confidencePermille: 850 },
  'ticket-in-title': { name: 'ticket key in a title or commit subject', confidencePermille: 850 },
  workflow: { name: 'workflow of the call', confidencePermille: 950 },
} as const satisfies Record<string, LinkRuleFacts>;
export type LinkRule = keyof typeof linkRules;

/**
 * One step from a work item to another, with what says so. Links are facts of a source or of a
 * person; which work item usage belongs to follows from them and is computed anew when they change.
 */
export interface WorkLink {
  from: WorkKey;
  to: WorkKey;
  rule: LinkRule;
  /** What was seen, in a few words, such as `[spotter-4te 12e2d10]`. Metadata only. */
  evidence: string;
  /** When the link came about, ISO 8601 UTC. */
  occurred_at: string;
  /** A person says that the two do not belong together; no other rule links them again. */
  revoked?: boolean;
}
