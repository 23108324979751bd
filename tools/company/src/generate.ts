// Writes a company's records as its own tools would: transcripts, rollouts, usage, deliveries, decisions,
// figures, scrapes, people and pay, with truth.json beside them.
// `npm run company -- generate --people 60 --days 120 --out /tmp/halyard`
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { commandOf } from './command/flags.ts';
import {
  type CompanyRecord,
  companyName,
  companyOf,
  payLines,
  peopleLines,
  recordsOf,
  storiesOf,
  termsOf,
  VendorBills,
} from './index.ts';
import { truthOf } from './truth/truth.ts';

const { size, out } = commandOf(argv.slice(2));
const company = companyOf(size);
const stories = storiesOf(company);
const bills = new VendorBills(company);
mkdirSync(out, { recursive: true });

/** Lines gathered before they go to the file system. */
const gathered = 2_000;

let records = 0;
for (let day = 0; day < size.days; day++) {
  const files = new Map<string, { lines: string[]; file: number }>();
  for (const record of recordsOf(company, day, stories)) {
    records += 1;
    bills.add(record);
    const [folder, line] = [placeOf(record, day), contentOf(record)];
    const open = files.get(folder) ?? { lines: [], file: opened(folder) };
    files.set(folder, open);
    if (open.lines.push(`${JSON.stringify(line)}\n`) > gathered) write(open);
  }
  for (const open of files.values()) {
    write(open);
    closeSync(open.file);
  }
}

const text = (rows: Iterable<string>) => `${[...rows].join('\n')}\n`;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
writeFileSync(join(out, 'people.csv'), text(peopleLines(company)));
writeFileSync(join(out, 'pay.csv'), text(payLines(company)));
writeFileSync(join(out, 'terms.json'), json(termsOf(company)));
writeFileSync(join(out, 'invoices.json'), json(bills.invoices()));
writeFileSync(join(out, 'truth.json'), json(truthOf(company, companyName)));
console.log(`${companyName}: ${records} records of ${size.days} days in ${out}`);

function placeOf(record: CompanyRecord, day: number): string {
  if (record.to === 'codex') return join('codex', `rollout-${record.session}.jsonl`);
  return join(record.to, `day-${String(day).padStart(4, '0')}.jsonl`);
}

function contentOf(record: CompanyRecord): unknown {
  const { to, ...rest } = record;
  if ('session' in rest) return rest.line;
  return Object.values(rest)[0];
}

function opened(place: string): number {
  const path = join(out, place);
  mkdirSync(join(path, '..'), { recursive: true });
  return openSync(path, 'w');
}

function write(open: { lines: string[]; file: number }): void {
  writeSync(open.file, open.lines.join(''));
  open.lines = [];
}
