import { request } from 'undici';

/** What an endpoint answered, or why nothing of use came. */
export type Fetched = { text: string } | { error: string; fix: string };

const timeoutMs = 5_000;
const mostBytes = 10 * 1024 * 1024;

/** Whether an address may be scraped; targets in the own network are what scrapes are for. */
export function checkTargetUrl(text: string): { error: string; fix: string } | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    return {
      error: `${text} is no http address`,
      fix: 'Give the whole address, such as http://gpu-1:8000/metrics.',
    };
  }
  if (url.username !== '' || url.password !== '') {
    const fix = 'Leave them out: addresses are shown to everyone who may read.';
    return { error: 'the address holds a user name or a password', fix };
  }
  // Where clouds hand out credentials of the machine.
  if (/^(169\.254\.|\[?fe80:)/i.test(url.hostname) || url.hostname === 'metadata.google.internal') {
    return {
      error: `${url.hostname} is no host of a server`,
      fix: 'Give the address of the exporter itself.',
    };
  }
  return null;
}

/** Reads an exposition. Redirects are not followed: they could lead anywhere. */
export async function fetchExposition(url: string): Promise<Fetched> {
  const refused = checkTargetUrl(url);
  if (refused) return refused;
  try {
    const answer = await request(url, {
      headers: { accept: 'text/plain;version=0.0.4, */*;q=0.1', 'user-agent': 'exchequer' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (answer.statusCode !== 200) {
      await answer.body.dump({ limit: 65_536 });
      const fix = 'Give the address that answers with the metrics itself, often ending in /metrics.';
      return { error: `it answered with status ${answer.statusCode}`, fix };
    }
    return await readBody(answer.body);
  } catch (error) {
    return { error: reasonOf(error), fix: 'See that the exporter runs and that this machine reaches it.' };
  }
}

async function readBody(body: AsyncIterable<Buffer>): Promise<Fetched> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      return { error: 'the answer is longer than 10 MB', fix: 'Let the exporter expose fewer metrics.' };
    }
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString('utf8') };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it could not be reached';
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} seconds`;
  const { code } = error as { code?: string };
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  if (code === 'ENOTFOUND') return 'its host name is not known';
  return `it could not be reached: ${error.message || code || 'connection failed'}`;
}
