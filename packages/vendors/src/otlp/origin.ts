import type { IdentityKind, NormalisedUsage } from '@exchequer/model';
import { firstText } from './reading.ts';
import type { Attributes, Origin } from './shape.ts';

/** What the request as a whole tells a normaliser. */
export interface Intake {
  workspace: string;
  /** The endpoint, for refusals. */
  place: string;
  nowMs: number;
}

/** What a record may say about who, where and for whom; whitelisted, so that no message text passes. */
type Whereabouts = Pick<
  NormalisedUsage,
  | 'agent'
  | 'workflow'
  | 'project'
  | 'repo'
  | 'branch'
  | 'commit'
  | 'cost_center'
  | 'team_claim'
  | 'service'
  | 'identity_kind'
  | 'identity'
>;

const columns: readonly [keyof Whereabouts, readonly string[]][] = [
  ['agent', ['gen_ai.agent.name', 'agent.name', 'gen_ai.agent.id']],
  ['workflow', ['gen_ai.workflow.name', 'skill.name']],
  ['project', ['vcs.repository.name']],
  ['repo', ['vcs.repository.url.full', 'vcs.repository.name']],
  ['branch', ['vcs.ref.head.name']],
  ['commit', ['vcs.ref.head.revision']],
  ['cost_center', ['cost_center']],
  ['team_claim', ['team.id']],
];

const emailKeys = ['user.email', 'enduser.email'];
/** `user.account_id` is the form the provider’s admin API uses, so it comes before the UUID. */
const accountKeys = ['user.account_id', 'user.account_uuid', 'enduser.id'];

const known = new WeakMap<Origin, Whereabouts>();

function fromResource(origin: Origin): Whereabouts {
  const cached = known.get(origin);
  if (cached) return cached;
  const said: Whereabouts = {
    ...stated(origin.resource),
    service: firstText(origin.resource, 'service.name'),
  };
  known.set(origin, said);
  return said;
}

function stated(attributes: Attributes): Whereabouts {
  const said: Whereabouts = {};
  for (const [column, keys] of columns) {
    const value = firstText(attributes, ...keys);
    if (value !== '') (said as Record<string, string>)[column] = value;
  }
  return { ...said, ...identityIn(attributes) };
}

function identityIn(attributes: Attributes): { identity_kind?: IdentityKind; identity?: string } {
  const email = firstText(attributes, ...emailKeys);
  if (email !== '') return { identity_kind: 'email', identity: email.trim().toLowerCase() };
  const account = firstText(attributes, ...accountKeys);
  return account === '' ? {} : { identity_kind: 'account', identity: account };
}

/** What a record says about itself, else what its resource says; an email beats an account. */
export function whereabouts(origin: Origin, attributes: Attributes): Whereabouts {
  const common = fromResource(origin);
  const own = stated(attributes);
  const merged = { ...common, ...own };
  if (own.identity_kind === 'account' && common.identity_kind === 'email') {
    merged.identity_kind = common.identity_kind;
    merged.identity = common.identity;
  }
  return merged;
}

/** Who emitted: the service, and its machine where the service is a tool that many people run. */
export function emitterOf(origin: Origin, manyPeople: boolean): string {
  const service = firstText(origin.resource, 'service.name');
  return manyPeople ? `${service}@${firstText(origin.resource, 'host.name')}` : service;
}
