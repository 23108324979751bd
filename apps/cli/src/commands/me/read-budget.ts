import { type MyBudget, myBudgetSchema } from '@exchequer/model/contract';
import { CliError } from '../../output/index.ts';
import type { OwnGateway } from './own-gateway.ts';

const patienceMs = 10_000;

/** What the holder of a key may spend, as the gateway says. */
export async function readBudget({ url, key }: OwnGateway, send: typeof fetch = fetch): Promise<MyBudget> {
  let response: Response;
  let text: string;
  try {
    response = await send(`${url}/v1/me/budget`, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(patienceMs),
    });
    text = await response.text();
  } catch (cause) {
    throw new CliError(`nothing answered at ${url}`, 'Check the address and that the gateway runs.', {
      cause,
    });
  }
  if (response.status === 401) {
    throw new CliError(
      'the gateway does not know this key',
      'Make another on the page Me, or ask an admin for one.',
    );
  }
  const parsed = response.ok ? myBudgetSchema.safeParse(parse(text)) : null;
  if (parsed?.success) return parsed.data;
  throw new CliError(
    `${url} answered ${response.status}, and not with a budget`,
    'Check that this is the address of the gateway, not of a provider.',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
