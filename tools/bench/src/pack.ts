/**
 * `npm run bench -- pack --home <home> [--month 2026-10] [--workspace sample] [--rounds 3]`: the board pack
 * of a month over a home that stands, such as one that `npm run company -- load` has left: gathered, kept,
 * and drawn as PDF and workbook. The last line is one JSON object; `seconds` is the first round, with
 * nothing warm but what the start of a tower warms.
 */
import { snapshotView } from '../../../apps/server/src/api/report.ts';
import { compose, localContext } from '../../../apps/server/src/compose.ts';
import { boardPdf, boardXlsx } from '../../../apps/server/src/paper/index.ts';
import { machineLine, numberFlag, rounded } from './measure/machine.ts';

const args = process.argv.slice(2);
const text = (name: string): string | undefined => {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args[at + 1];
};
const say = (line: string) => console.error(line);

const home = text('home');
if (!home) {
  say('error: no home is given');
  say('fix:   npm run bench -- pack --home <folder that `npm run company -- load` printed>');
  process.exit(2);
}
const workspace = text('workspace') === 'live' ? 'live' : 'sample';
const rounds = numberFlag(args, 'rounds', 3);

say(machineLine());
const now = () => new Date();
const tower = await compose({ home, env: { TZ: 'UTC' }, now, log: (message) => say(message) });
const context = () => localContext(tower.services, now);
const month = text('month') ?? lastMonth(now());

const made: number[] = [];
const drawn: number[] = [];
for (let round = 0; round < rounds; round++) {
  const began = performance.now();
  const pack = await tower.services.papers.board(context(), workspace, month);
  if (!pack) throw new Error(`${month} has not begun`);
  const snapshot = snapshotView(workspace, pack);
  const kept = performance.now();
  const files = await Promise.all([boardPdf(snapshot), boardXlsx(snapshot)]);
  const ended = performance.now();
  made.push((kept - began) / 1_000);
  drawn.push((ended - kept) / 1_000);
  const sizes = files.map((file) => `${(file.length / 1_000).toFixed(0)} kB`).join(' and ');
  say(
    `${snapshot.id}: gathered in ${made[round]?.toFixed(2)} s, drawn in ${drawn[round]?.toFixed(2)} s (${sizes})`,
  );
}
const [booked] = await tower.services.engine.query<{ events: string }>(
  'SELECT toString(sum(requests)) AS events FROM usage_journal WHERE workspace = {workspace:String} AND metered = 1',
  { workspace },
);
await tower.close();
console.log(
  JSON.stringify({
    ...{ events: Number(booked?.events ?? 0), month, rounds },
    seconds: rounded((made[0] ?? 0) + (drawn[0] ?? 0), 2),
    gatherSeconds: made.map((value) => rounded(value, 2)),
    drawSeconds: drawn.map((value) => rounded(value, 2)),
  }),
);
process.exit(0);

/** The last whole month of UTC. */
function lastMonth(at: Date): string {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}
