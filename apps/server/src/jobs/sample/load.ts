import { join } from 'node:path';
import {
  type Company,
  type CompanyRecord,
  payLines,
  peopleLines,
  recordsOf,
  storiesOf,
  VendorBills,
} from '@exchequer/company';
import type { ImportKind } from '@exchequer/model/contract';
import { putPay } from '@exchequer/store/grant';
import { readPayCsv } from '@exchequer/vendors/compensation';
import { readPeopleCsv } from '@exchequer/vendors/people';
import { normaliseNative } from '@exchequer/vendors/wire';
import { vendorsOf } from './deliver.ts';
import { logFiles } from './files.ts';
import { GitLog } from './git-log.ts';
import { broken, type SampleParts } from './parts.ts';
import { Said } from './said.ts';
import { scrapesInto } from './scrape.ts';
import { TracedSpans } from './spans.ts';
import { giveGrants, receiveInvoices, setTerms } from './terms.ts';

/** Told while it goes: what is being done, and the share of all that is done. */
export type Told = (step: string, progress: number) => void;

/** Bytes of logs per booking: enough that its fixed cost does not count. */
const bytesAtOnce = 256 * 1024 * 1024;
/** Rollouts stand in a file each, so that fewer bytes are many files. */
const rolloutBytesAtOnce = 64 * 1024 * 1024;
/** Usage records per booking. */
const recordsAtOnce = 25_000;
/** Rows of a people file per import. */
const rowsAtOnce = 5_000;

/**
 * Feeds a company to the product the way its own tools would: people, pay and figures as files,
 * transcripts and rollouts through the importers, usage records, deliveries and scrapes through the
 * readers and intakes of their sources. Gives the number of records.
 */
export async function loadCompany(parts: SampleParts, company: Company, told: Told): Promise<number> {
  told('people', 0);
  await setTerms(parts, company);
  await loadPeople(parts, company);
  const workers = await workersOf(parts);
  await loadPay(parts, company, workers);
  await giveGrants(parts, company, new Map(workers.map(({ externalId, id }) => [externalId ?? '', id])));
  const intakes = await intakesOf(parts, company);
  const stories = storiesOf(company);
  const { days } = company.size;
  let events = 0;
  for (let day = 0; day < days; day++) {
    for (const record of recordsOf(company, day, stories)) {
      events += 1;
      const taking = intakes.take(record);
      if (taking) await taking;
    }
    await intakes.dayOver();
    told(`day ${day + 1} of ${days}`, (0.85 * (day + 1)) / days);
  }
  told('booking', 0.86);
  await intakes.finish();
  told('books', 0.92);
  await parts.charges.catchUp({ workspace: 'sample' });
  told('invoices', 0.97);
  await receiveInvoices(parts, intakes.bills.invoices());
  await parts.facts.refresh('sample', 'gate');
  // Rounds would do it in their own time; whoever looks first should not see spend without its results.
  told('links', 0.98);
  await parts.links.resolve('sample');
  return events;
}

/** Where each kind of record goes. */
async function intakesOf(parts: SampleParts, company: Company) {
  const bills = new VendorBills(company);
  const vendors = vendorsOf(parts);
  const scrapes = scrapesInto(parts);
  const said = new Said(parts, await teamsOf(parts, company));
  const logs = (kind: ImportKind) =>
    logFiles(join(parts.scratch, kind), (path) => importFolder(parts, kind, path));
  const [transcripts, rollouts, spendLogs] = [logs('claude-code'), logs('codex'), logs('litellm')];
  const spans = new TracedSpans(parts);
  const gitLog = new GitLog(parts);
  let usage: unknown[] = [];
  const sendUsage = async () => {
    const items = usage;
    usage = [];
    await takeUsage(parts, items);
  };
  // Most records only join a buffer; a promise for each would cost more than they do.
  const take = (record: CompanyRecord): Promise<void> | undefined => {
    bills.add(record);
    switch (record.to) {
      case 'claude-code':
        return transcripts.write('part.jsonl', record.line);
      case 'codex':
        return rollouts.write(`rollout-${record.session}.jsonl`, record.line);
      case 'usage':
        return usage.push(record.body) >= recordsAtOnce ? sendUsage() : undefined;
      case 'litellm':
        return spendLogs.write('spend-logs.jsonl', record.row);
      case 'otlp':
        return spans.take(record.span);
      case 'webhook':
        return vendors.deliver(record.delivery);
      case 'git-log':
        return gitLog.take(record.commit);
      case 'decision':
        return said.decision(record.row);
      case 'figure':
        said.figure(record.row);
        return undefined;
      case 'gateway':
        return said.minute(record.minute);
      case 'scrape':
        return scrapes.take(record.scrape);
    }
  };
  return {
    bills,
    take,
    dayOver: async () => {
      if (transcripts.bytes >= bytesAtOnce) await transcripts.importNow();
      if (rollouts.bytes >= rolloutBytesAtOnce) await rollouts.importNow();
      if (spendLogs.bytes >= bytesAtOnce) await spendLogs.importNow();
    },
    finish: async () => {
      await transcripts.importNow();
      await rollouts.importNow();
      await spendLogs.importNow();
      await sendUsage();
      await spans.finish();
      await gitLog.finish();
      await vendors.arrived();
      await said.finish();
      await scrapes.finish();
      await transcripts.imported();
      await rollouts.imported();
      await spendLogs.imported();
    },
  };
}

async function loadPeople({ people, actor }: SampleParts, company: Company): Promise<void> {
  const [header = '', ...rows] = peopleLines(company);
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const { draft, errors } = readPeopleCsv([header, ...rows.slice(at, at + rowsAtOnce)].join('\n'));
    if (errors[0]) throw broken('people', errors[0].error);
    const { plan } = await people.import('sample', draft, false, actor);
    if (plan.errors[0]) throw broken('people', plan.errors[0].error);
  }
}

type Known = Parameters<typeof readPayCsv>[1]['workers'][number];

/** The company's persons as the people file made them. */
async function workersOf({ people }: SampleParts): Promise<Known[]> {
  const workers: Known[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await people.workers('sample', { kind: 'person', search: '', limit: 500, cursor });
    workers.push(...page.workers.map(({ id, name, external_id }) => ({ id, name, externalId: external_id })));
    cursor = page.next_cursor ?? undefined;
    more = cursor !== undefined;
  }
  return workers;
}

/** Ids of teams by the company's own keys: names of teams are told apart. */
async function teamsOf({ people }: SampleParts, company: Company): Promise<Map<string, string>> {
  const ids = new Map((await people.teams('sample')).map(({ id, name }) => [name, id]));
  return new Map(company.teams.map(({ key, path }) => [key, ids.get(path.split(' / ').at(-1) ?? '') ?? '']));
}

async function loadPay(parts: SampleParts, company: Company, workers: readonly Known[]): Promise<void> {
  const { grants, actor } = parts;
  const { rows, errors } = readPayCsv([...payLines(company)].join('\n'), { workers });
  if (errors[0]) throw broken('pay', errors[0].error);
  const pay = rows.map((row) => row.pay);
  const refused = await putPay(grants, 'sample', pay, actor);
  if (refused) throw broken('pay', refused.detail);
}

async function importFolder({ imports }: SampleParts, kind: ImportKind, path: string): Promise<void> {
  const { id } = imports.start({ workspace: 'sample', kind, path });
  const done = await imports.finished(id);
  if (done.state !== 'done') throw broken('logs', done.error ?? `the import ended as ${done.state}`);
  if (done.quarantined > 0) throw broken('logs', `${done.quarantined} lines were not taken in`);
}

async function takeUsage({ intake, now }: SampleParts, items: readonly unknown[]): Promise<void> {
  if (items.length === 0) return;
  const { rows, refused } = normaliseNative(items, {
    workspace: 'sample',
    place: '/v1/usage',
    nowMs: now().getTime(),
  });
  if (refused[0]) throw broken('usage', refused[0].error);
  await intake.book('sample', rows);
}
