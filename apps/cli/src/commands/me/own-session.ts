import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { csrfHeader, currentSessionSchema, loginPath, toProblem } from '@exchequer/model/contract';
import { CliError, type Terminal } from '../../output/index.ts';

/** A person who is signed in on this machine as themselves. Tokens and gateway keys are no persons. */
export interface OwnSession {
  url: string;
  cookie: string;
}

type Place = Pick<Terminal, 'homeDir'>;

const fileOf = ({ homeDir }: Place): string => join(homeDir, '.exchequer', 'me.json');

/** The session that was kept here; null where there is none. */
export async function readSession(place: Place): Promise<OwnSession | null> {
  const text = await readFile(fileOf(place), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as Partial<OwnSession>;
    return kept.url && kept.cookie ? { url: kept.url, cookie: kept.cookie } : null;
  } catch {
    // Not ours, or cut off: signing in again writes it anew.
    return null;
  }
}

/** Uses a one-time link up and keeps the session, in a file that its owner alone may read. */
export async function signIn(link: string, place: Place, send: typeof fetch = fetch): Promise<OwnSession> {
  const [base = '', token = ''] = link.split(`${loginPath}#token=`);
  if (!/^https?:\/\//.test(base) || token === '') {
    throw new CliError(
      'that is no one-time link',
      'Give the whole link in quotes, such as "https://exchequer.example/login#token=exl_…".',
    );
  }
  const answer = await reach(base, send, '/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!cookie) throw new CliError(`${base} signed nobody in`, 'Check that the link is one of Exchequer.');
  const session = { url: base, cookie };
  const file = fileOf(place);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${JSON.stringify(session)}\n`, { mode: 0o600 });
  return session;
}

/** Ends the session at the tower, and forgets it here. False where there was none. */
export async function signOut(place: Place, send: typeof fetch = fetch): Promise<boolean> {
  const session = await readSession(place);
  if (!session) return false;
  const current = await readOwn(session, '/api/session', send);
  const { csrf_token: csrf } = currentSessionSchema.parse(await current.json());
  await reach(session.url, send, '/api/session', {
    method: 'DELETE',
    headers: { cookie: session.cookie, [csrfHeader]: csrf ?? '', 'content-type': 'application/json' },
    body: '{}',
  });
  await rm(fileOf(place), { force: true });
  return true;
}

/** Reads something of the person's own. */
export const readOwn = (session: OwnSession, path: string, send: typeof fetch = fetch): Promise<Response> =>
  reach(session.url, send, path, { headers: { cookie: session.cookie } });

async function reach(base: string, send: typeof fetch, path: string, init: RequestInit): Promise<Response> {
  const answer = await send(base + path, init).catch((cause: unknown) => {
    throw new CliError(`nobody answers at ${base}`, 'Check the address and that the tower runs.', { cause });
  });
  if (answer.ok) return answer;
  const problem = toProblem(await answer.json().catch(() => null));
  throw new CliError(
    problem?.detail ?? `${base} answered ${answer.status}`,
    problem?.fix ?? 'Check that server and CLI are of the same version.',
  );
}
