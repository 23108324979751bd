/**
 * `npm run bench -- advise [--home <folder>] [--people 1000] [--days 60] [--events N] [--at-once 4] [--again]
 * [--each] [--only <group>,<group>]`: everything that explains, forecasts and advises, asked over HTTP of a
 * tower that has just started, nothing kept from before, four questions at once as a page asks its parts:
 * bridges and spikes, forecasts and runways of every scope and envelope, commitments, response curves, every
 * metric with its interval, and all rules. Without `--home` a company is loaded first, which is not counted.
 * A table tells how long each took; the last line is one JSON object.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTower, tool } from '../../company/src/command/check-server.ts';
import { analysesOf } from './advise/analyses.ts';
import { longestOf, type MeasuredAll, measureAll, settled } from './advise/measure.ts';
import { type Scopes, scopesOf } from './advise/scopes.ts';
import { machineLine, numberFlag, rounded } from './measure/machine.ts';

const args = process.argv.slice(2);
const say = (line: string) => console.error(line);
const named = args.includes('--home') ? args[args.indexOf('--home') + 1] : undefined;
const home = named ?? mkdtempSync(join(tmpdir(), 'exchequer-bench-'));

/** A company of its own, by the command that loads one. */
function load(): void {
  const [people, days] = [numberFlag(args, 'people', 1_000), numberFlag(args, 'days', 60)];
  const events = numberFlag(args, 'events', people * days * 27);
  say(`loading ${people} people over ${days} days`);
  const loading = ['--people', people, '--days', days, '--events', events, '--home', home].map(String);
  const { status } = spawnSync('npm', ['run', '-s', 'company', '--', 'load', '--seed', '1', ...loading], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('the company could not be loaded');
}

say(`machine: ${machineLine()}`);
if (!named) load();
const tower = await startTower(home);
try {
  const wish = {
    name: 'bench',
    scopes: ['read' as const, 'admin' as const],
    workspace: 'sample' as const,
    expiresAt: null,
  };
  const { secret } = await tower.services.access.createToken(wish, tool);
  const scopes: Scopes = await scopesOf(tower.services);
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
  const analyses = analysesOf(scopes).filter(({ group }) =>
    (only ?? '').split(',').some((one) => group.startsWith(one)),
  );
  const { people, events, from, to, teams, providers, workflows, envelopes } = scopes;
  say(`${people} people, ${events} requests from ${from} to ${to}, ${teams.length} teams`);
  say(`${providers.length} providers, ${workflows.length} workflows, ${envelopes} envelopes`);
  const atOnce = numberFlag(args, 'at-once', 4);
  const asking = { base: tower.base, secret, say, atOnce, each: args.includes('--each') };
  await settled();
  const first = await measureAll(asking, analyses);
  if (args.includes('--again')) say('asked again:');
  const again = args.includes('--again') ? await measureAll(asking, analyses) : null;
  console.log(JSON.stringify({ ...resultOf(scopes, first), at_once: atOnce, ...againOf(again) }));
} finally {
  await tower.stop();
  if (!named) rmSync(home, { recursive: true, force: true });
}
process.exit();

function resultOf(scopes: Scopes, { all, seconds, cpuSeconds, heldMs }: MeasuredAll) {
  const { people, events, from, to } = scopes;
  return {
    ...{ people, events, from, to, analyses: all.length },
    ...{ seconds: rounded(seconds), cpu_seconds: rounded(cpuSeconds) },
    ...{ longest_ms: longestOf(all), event_loop_held_ms: rounded(heldMs, 0) },
    failed: all.filter(({ error }) => error !== null).length,
  };
}

function againOf(again: MeasuredAll | null) {
  return again && { again_seconds: rounded(again.seconds), again_held_ms: rounded(again.heldMs, 0) };
}
