import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Progress } from './progress.ts';

/** What the tower says of the simulated company, as far as it is told here. */
interface SampleSaid {
  state: 'none' | 'loading' | 'ready' | 'failed';
  name: string;
  progress: number;
  seconds_left: number | null;
  error: string | null;
}

export interface LoadSampleOptions {
  /** Folder of the install; the tower keeps its address and token there. */
  home: string;
  progress: Progress;
  /** Given when the start is over. */
  signal: AbortSignal;
  everyMs?: number;
}

/** Shares of the load that are told, so that a slow machine does not fill the screen. */
const toldShare = 0.2;

/**
 * Loads the simulated company into its own workspace, unless it stands there, and says where to look. What
 * fails is said and does not end the start: the tower serves without it.
 */
export async function loadSample({
  home,
  progress,
  signal,
  everyMs = 500,
}: LoadSampleOptions): Promise<void> {
  try {
    const { url, token } = JSON.parse(readFileSync(join(home, 'tower.json'), 'utf8')) as Record<
      'url' | 'token',
      string
    >;
    const call = (method: 'GET' | 'POST') => callSample(url, token, method, signal);
    let said = await call('GET');
    if (said.state === 'none' || said.state === 'failed') said = await call('POST');
    for (let told = -toldShare; said.state === 'loading'; said = await call('GET')) {
      if (said.progress >= told + toldShare) {
        told = said.progress;
        progress.step(loadingWords(said));
      }
      await wait(everyMs, undefined, { signal });
    }
    if (said.state !== 'ready') throw new Error(said.error ?? `it is ${said.state}`);
    progress.plain(`  Sample      ${url}/w/sample/today`);
  } catch (error) {
    if (signal.aborted) return;
    const why = error instanceof Error ? error.message : String(error);
    progress.step(`the sample company could not be loaded: ${why}. \`exchequer sample load\` tries again`);
  }
}

function loadingWords({ name, progress, seconds_left: left }: SampleSaid): string {
  const ends = left === null ? '' : `, about ${left} s left`;
  return `loading ${name}: ${Math.round(progress * 100)} %${ends}`;
}

async function callSample(
  url: string,
  token: string,
  method: 'GET' | 'POST',
  signal: AbortSignal,
): Promise<SampleSaid> {
  const answer = await fetch(`${url}/api/sample`, {
    ...{ method, signal },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: '{}' }),
  });
  if (!answer.ok) throw new Error(`the tower answered ${answer.status}`);
  return (await answer.json()) as SampleSaid;
}
