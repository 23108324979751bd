/**
 * `npm run bench -- gateway [--rounds 3] [--seconds 3] [--concurrency 1,16,256] [--prompts 1,100]
 * [--forms whole,streamed] [--soak 1000000] [--without portkey]
 * [--processes 1,2] [--with-tower]`: the fake provider asked directly,
 * through a minimal node:http and undici proxy, through a gateway with keys, budgets, metering and the
 * durable spool on (as one process, and as several that share its port), and through Portkey's gateway. All on this machine, each in a process of its own,
 * in turns within every round. The last line is one JSON object.
 */

import { cellName, measureAdded, measureCells, type Row, ratio, type Subject } from './gateway/cells.ts';
import { startExchequer } from './gateway/exchequer.ts';
import { bringPortkey, portkeyHeaders, startPortkey } from './gateway/portkey.ts';
import { playRole, startBareRole, startGenerator, startUpstreamRole } from './gateway/role.ts';
import { soak } from './gateway/soak.ts';
import { machineLine, numberFlag } from './measure/machine.ts';

const args = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

function listFlag(name: string, otherwise: string): string[] {
  const at = args.indexOf(`--${name}`);
  return (at < 0 ? otherwise : (args[at + 1] ?? '')).split(',').filter(Boolean);
}

async function main(): Promise<number> {
  const rounds = numberFlag(args, 'rounds', 3);
  const seconds = numberFlag(args, 'seconds', 3);
  const soakRequests = args.includes('--soak') ? numberFlag(args, 'soak', 1_000_000) : 0;
  const without = new Set(listFlag('without', ''));
  const cells = listFlag('forms', 'whole,streamed').flatMap((form) =>
    listFlag('prompts', '1,100').flatMap((promptKb) =>
      listFlag('concurrency', '1,16,256').map((concurrency) => ({
        stream: form === 'streamed',
        promptKb: Number(promptKb),
        concurrency: Number(concurrency),
      })),
    ),
  );
  say(`machine: ${machineLine()}`);
  const closing: (() => Promise<void> | void)[] = [];
  try {
    const subjects = await startSubjects(without, closing);
    const generator = startGenerator();
    closing.push(generator.stop);
    const measuring = { subjects, cells, rounds, seconds, generator, say };
    const rows = await measureCells(measuring);
    for (const row of rows) say(rowLine(row));
    const direct = subjects.find(({ name }) => name === 'direct') as Subject;
    const added: Record<string, unknown> = {};
    for (const subject of subjects) {
      if (subject === direct) continue;
      const whole = rows.filter((row) => row.subject === subject.name && !row.stream);
      const full = Math.max(...(whole.length > 0 ? whole : rows).map(({ perSecond }) => perSecond));
      added[subject.name] = await measureAdded(direct, subject, full, measuring);
      say(`${subject.name} at half load: ${JSON.stringify(added[subject.name])}`);
    }
    const ours = subjects.find(({ name }) => name === 'exchequer');
    const memory = ours && soakRequests > 0 ? await soak(ours, soakRequests, generator, say) : null;
    say(JSON.stringify(resultOf(rows, added, memory)));
    return rows.some(({ subject, failed }) => subject === 'exchequer' && failed > 0) ? 1 : 0;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function startSubjects(
  without: ReadonlySet<string>,
  closing: (() => Promise<void> | void)[],
): Promise<Subject[]> {
  const upstream = await startUpstreamRole();
  closing.push(upstream.stop);
  const provider = { authorization: 'Bearer provider-key' };
  const subjects: Subject[] = [{ name: 'direct', role: upstream, headers: provider }];
  if (!without.has('bareProxy')) {
    const bare = await startBareRole(upstream.url);
    closing.push(bare.stop);
    subjects.push({ name: 'bareProxy', role: bare, headers: provider });
  }
  if (!without.has('exchequer')) {
    for (const processes of listFlag('processes', '1').map(Number)) {
      const how = { processes, withTower: args.includes('--with-tower') };
      const exchequer = await startExchequer(upstream.url, how, say);
      closing.push(exchequer.stop);
      subjects.push({
        name: processes === 1 ? 'exchequer' : `exchequer × ${processes}`,
        role: exchequer.gateway,
        headers: { authorization: `Bearer ${exchequer.key}` },
      });
    }
  }
  const missing = without.has('portkey') ? 'left out by --without' : bringPortkey();
  if (missing) say(`no figures of Portkey: ${missing}`);
  else {
    const portkey = await startPortkey();
    closing.push(portkey.stop);
    subjects.push({ name: 'portkey', role: portkey, headers: portkeyHeaders(upstream.url) });
  }
  return subjects;
}

const rowLine = (row: Row): string =>
  `${row.subject.padEnd(10)} ${cellName(row).padEnd(22)} ${String(row.perSecond).padStart(6)}/s  p50 ${row.p50Ms} ms  p99 ${row.p99Ms} ms  CPU ${row.cpuMsPerRequest} ms  failed ${row.failed}  generator ${row.generatorCpu}`;

function resultOf(rows: readonly Row[], added: Record<string, unknown>, memory: unknown) {
  const bare = ratio(rows, 'exchequer', 'bareProxy');
  const portkey = ratio(rows, 'exchequer', 'portkey');
  const ours = added.exchequer as { addedP50Ms: number; addedP99Ms: number } | undefined;
  return {
    ratioToBareProxy: bare?.mean ?? null,
    worstRatioToBareProxy: bare?.worst ?? null,
    ratioToPortkey: portkey?.mean ?? null,
    worstRatioToPortkey: portkey?.worst ?? null,
    bareProxyToPortkey: ratio(rows, 'bareProxy', 'portkey')?.mean ?? null,
    addedP50Ms: ours?.addedP50Ms ?? null,
    addedP99Ms: ours?.addedP99Ms ?? null,
    added,
    ...(memory !== null && { memory }),
    table: rows,
  };
}

if (!(await playRole(args))) process.exit(await main());
