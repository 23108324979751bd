import type { CommandContext } from '../../frame/index.ts';
import type { Terminal } from '../../output/index.ts';
import { ownGateway } from '../me/own-gateway.ts';
import { readBudget } from '../me/read-budget.ts';
import { keepBudget, readKeptBudget } from './kept.ts';

/** Reads the budget into the cache; says nothing, since nobody listens. Without a key there is nothing to read. */
export async function refreshBudget({ env, homeDir, now }: Terminal): Promise<void> {
  const gateway = ownGateway({ env, homeDir });
  if (!gateway) return;
  const { envelopes } = await readBudget(gateway);
  const [leaf] = envelopes;
  keepBudget(homeDir, {
    at: now().getTime(),
    envelope: leaf
      ? { free: leaf.free, limit: leaf.limit, currency: leaf.currency, resets_at: leaf.resets_at }
      : null,
  });
}

/** With --json: what is kept for the line. */
export async function showLine({ globals, terminal, printJson }: CommandContext<object>): Promise<void> {
  const budget = readKeptBudget(terminal.homeDir);
  if (globals.json) return printJson('statusline/1', { budget });
  terminal.err('Claude Code runs this with its session on standard input; see docs/CLIENTS.md.\n');
}
