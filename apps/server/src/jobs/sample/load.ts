import { join } from 'node:path';
import { type Company, payLines, peopleLines, recordsOf, storiesOf } from '@exchequer/company';
import { putPay } from '@exchequer/store/grant';
import { readPayCsv } from '@exchequer/vendors/compensation';
import { readPeopleCsv } from '@exchequer/vendors/people';
import { normaliseNative } from '@exchequer/vendors/wire';
import { vendorsOf } from './deliver.ts';
import { transcriptFile } from './files.ts';
import type { SampleParts } from './parts.ts';

/** Told while it goes: what is being done, and the share of all that is done. */
export type Told = (step: string, progress: number) => void;

/** Bytes of transcripts per booking: enough that its fixed cost does not count. */
const bytesAtOnce = 96 * 1024 * 1024;
/** Usage records per call, as a client of the API would send them. */
const recordsAtOnce = 5_000;
/** Rows of a people file per import. */
const rowsAtOnce = 5_000;

/**
 * Feeds a company to the product the way its own tools would: people and pay as files, transcripts
 * through the importer, usage records through the intake of the API. Gives the number of records.
 */
export async function loadCompany(parts: SampleParts, company: Company, told: Told): Promise<number> {
  told('people', 0);
  await loadPeople(parts, company);
  await loadPay(parts, company);
  const stories = storiesOf(company);
  const { days } = company.size;
  let events = 0;
  let usage: unknown[] = [];
  const sendUsage = async () => {
    await takeUsage(parts, usage);
    usage = [];
  };
  const vendors = vendorsOf(parts);
  const transcripts = transcriptFile(join(parts.scratch, 'projects'), (path) => importFolder(parts, path));
  for (let day = 0; day < days; day++) {
    for (const record of recordsOf(company, day, stories)) {
      events += 1;
      if (record.to === 'claude-code') await transcripts.write(record.line);
      else if (record.to === 'webhook') await vendors.deliver(record.delivery);
      else if (record.to === 'usage' && usage.push(record.body) >= recordsAtOnce) await sendUsage();
    }
    if (transcripts.bytes >= bytesAtOnce) await transcripts.importNow();
    told(`day ${day + 1} of ${days}`, (0.9 * (day + 1)) / days);
  }
  told('booking', 0.9);
  await transcripts.importNow();
  await sendUsage();
  await vendors.arrived();
  return events;
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

/** Pay, by the numbers that the people file gave. */
async function loadPay({ people, grants, actor }: SampleParts, company: Company): Promise<void> {
  const workers: { id: string; name: string; externalId: string }[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await people.workers('sample', { kind: 'person', search: '', limit: 500, cursor });
    workers.push(...page.workers.map(({ id, name, external_id }) => ({ id, name, externalId: external_id })));
    cursor = page.next_cursor ?? undefined;
    more = cursor !== undefined;
  }
  const { rows, errors } = readPayCsv([...payLines(company)].join('\n'), { workers });
  if (errors[0]) throw broken('pay', errors[0].error);
  const pay = rows.map((row) => row.pay);
  const refused = await putPay(grants, 'sample', pay, actor);
  if (refused) throw broken('pay', refused.detail);
}

async function importFolder({ imports }: SampleParts, path: string): Promise<void> {
  const { id } = imports.start({ workspace: 'sample', kind: 'claude-code', path });
  const done = await imports.finished(id);
  if (done.state !== 'done') throw broken('transcripts', done.error ?? `the import ended as ${done.state}`);
  if (done.quarantined > 0) throw broken('transcripts', `${done.quarantined} lines were not taken in`);
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

const broken = (what: string, why: string): Error =>
  new Error(`the simulated company’s ${what} could not be loaded: ${why}`);
