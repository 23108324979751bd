import { folded, gitAuthor, handlesOf, likeness, localPart, wordsOf } from './likeness.ts';
import type { Identity, Worker } from './roster.ts';

export type Confidence = 'high' | 'medium' | 'low';

/** A worker who may stand behind an unattributed identity, and why. */
export interface Proposal {
  workerId: string;
  workerName: string;
  reason: string;
  confidence: Confidence;
}

/** What is known of the unattributed usage. */
export interface UnattributedIdentity {
  kind: string;
  value: string;
  /** Workers whose usage stands in the same sessions, with how many sessions. */
  companions: readonly { workerId: string; sessions: number }[];
}

/** Proposals shown for one identity. */
const most = 3;
const rank: Record<Confidence, number> = { high: 0, medium: 1, low: 2 };
/** Names as alike as this are the same but for a slip or a middle name. */
const alike = 0.75;

type Finding = Pick<Proposal, 'reason' | 'confidence'> | null;
interface Candidate {
  worker: Worker;
  identities: readonly Identity[];
}

/** Workers who may stand behind an identity, surest first; the reader decides. */
export function proposeWorkers(
  asked: UnattributedIdentity,
  workers: readonly Worker[],
  identitiesOf: ReadonlyMap<string, readonly Identity[]>,
): Proposal[] {
  const facts = describe(asked);
  return workers
    .flatMap((worker) => {
      const candidate = { worker, identities: identitiesOf.get(worker.id) ?? [] };
      const best = rules
        .map((rule) => rule(facts, candidate))
        .filter((finding) => finding !== null)
        .sort((a, b) => rank[a.confidence] - rank[b.confidence])[0];
      return best ? [{ workerId: worker.id, workerName: worker.name, ...best }] : [];
    })
    .sort((a, b) => rank[a.confidence] - rank[b.confidence] || a.workerName.localeCompare(b.workerName))
    .slice(0, most);
}

interface Facts extends UnattributedIdentity {
  email: string;
  /** A name that the identity itself states, as git authors do. */
  name: string;
  /** Letters of the address before the @, or of the account. */
  handle: string;
}

function describe(asked: UnattributedIdentity): Facts {
  const author = asked.kind === 'git_author' ? gitAuthor(asked.value) : null;
  const email = author?.email ?? (asked.value.includes('@') ? asked.value : '');
  // Windows writes the account as DOMAIN\name.
  const account = asked.value.split('\\').at(-1) ?? '';
  return {
    ...asked,
    email: email.toLowerCase(),
    name: author?.name ?? '',
    handle: wordsOf(localPart(email || (author?.name ? '' : account))).join(''),
  };
}

/** Each rule knows one reason; null where it does not apply. */
const rules: readonly ((facts: Facts, candidate: Candidate) => Finding)[] = [
  sameAddress,
  sameSession,
  sameAgentName,
  sameStatedName,
  sameHandle,
  handleOfName,
  similarName,
];

function emailsOf({ identities }: Candidate): string[] {
  return identities
    .map(({ kind, value }) =>
      kind === 'git_author' ? gitAuthor(value).email : kind === 'email' ? value : '',
    )
    .filter((email) => email !== '');
}

function sameAddress({ email }: Facts, candidate: Candidate): Finding {
  if (email === '' || !emailsOf(candidate).includes(email)) return null;
  return { confidence: 'high', reason: `${email} is a known address of ${candidate.worker.name}` };
}

/** Fewer shared sessions than this may be chance, or one agent that a person once started. */
const sureSessions = 3;

function sameSession({ kind, companions }: Facts, { worker }: Candidate): Finding {
  const sessions = companions.find(({ workerId }) => workerId === worker.id)?.sessions ?? 0;
  // Agents run inside the sessions of persons; that makes no person an agent.
  if (sessions === 0 || (worker.kind === 'agent' && kind !== 'agent')) return null;
  const only = companions.length === 1 && sessions >= sureSessions;
  const reason = `${sessions} of its sessions also hold usage of ${worker.name}${only ? ' and of nobody else' : ''}`;
  return { confidence: only ? 'high' : 'medium', reason };
}

function sameAgentName({ kind, value }: Facts, { worker }: Candidate): Finding {
  if (kind !== 'agent' || worker.kind !== 'agent') return null;
  if (folded(worker.name) === folded(value))
    return { confidence: 'high', reason: `the agent is named ${worker.name}` };
  return worker.family !== '' && folded(value).startsWith(folded(worker.family))
    ? { confidence: 'medium', reason: `its name begins like the family ${worker.family}` }
    : null;
}

function sameStatedName({ name }: Facts, { worker }: Candidate): Finding {
  if (name === '' || wordsOf(name).join(' ') !== wordsOf(worker.name).join(' ')) return null;
  return { confidence: 'high', reason: `the git author is named ${name.trim()}` };
}

function sameHandle({ handle }: Facts, candidate: Candidate): Finding {
  if (handle === '') return null;
  const known = candidate.identities.find(
    ({ kind, value }) =>
      (kind === 'os_user' && wordsOf(value).join('') === handle) ||
      (kind === 'email' && wordsOf(localPart(value)).join('') === handle),
  );
  return known
    ? { confidence: 'medium', reason: `it reads like ${known.value} of ${candidate.worker.name}` }
    : null;
}

function handleOfName({ handle }: Facts, { worker }: Candidate): Finding {
  if (worker.kind !== 'person' || handle === '') return null;
  const { sure, likely } = handlesOf(worker.name);
  const reason = `it can be made of the name ${worker.name}`;
  if (sure.has(handle)) return { confidence: 'medium', reason };
  return likely.has(handle) ? { confidence: 'low', reason } : null;
}

function similarName({ name, handle }: Facts, { worker }: Candidate): Finding {
  const stated = name || handle;
  if (stated.length < 4) return null;
  const words = wordsOf(worker.name);
  const join = name === '' ? '' : ' ';
  const forms = [words.join(join), [words[0], words.at(-1)].join(join)];
  if (Math.max(...forms.map((form) => likeness(stated, form))) < alike) return null;
  return { confidence: 'low', reason: `it is like the name ${worker.name}` };
}
