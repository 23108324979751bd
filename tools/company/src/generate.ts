// Writes a company's records as its own tools would: transcripts, usage, deliveries, people and pay, with
// truth.json beside them. `npm run company -- generate --people 60 --days 120 --out /tmp/halyard`
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { commandOf } from './command/flags.ts';
import { companyName, companyOf, payLines, peopleLines, recordsOf, storiesOf } from './index.ts';
import { truthOf } from './truth/truth.ts';

const { size, out } = commandOf(argv.slice(2));
const company = companyOf(size);
const stories = storiesOf(company);
const files = { 'claude-code': 'projects', usage: 'usage', webhook: 'deliveries' } as const;
for (const folder of Object.values(files)) mkdirSync(join(out, folder), { recursive: true });

let records = 0;
for (let day = 0; day < size.days; day++) {
  const lines = { 'claude-code': [] as string[], usage: [] as string[], webhook: [] as string[] };
  const opened = new Map<string, number>();
  const write = (to: keyof typeof files) => {
    const path = join(out, files[to], `day-${String(day).padStart(4, '0')}.jsonl`);
    const file = opened.get(to) ?? openSync(path, 'w');
    opened.set(to, file);
    writeSync(file, lines[to].join(''));
    lines[to] = [];
  };
  for (const record of recordsOf(company, day, stories)) {
    records += 1;
    const of =
      record.to === 'claude-code' ? record.line : record.to === 'usage' ? record.body : record.delivery;
    if (lines[record.to].push(`${JSON.stringify(of)}\n`) > 2_000) write(record.to);
  }
  for (const to of ['claude-code', 'usage', 'webhook'] as const) write(to);
  for (const file of opened.values()) closeSync(file);
}
const text = (rows: Iterable<string>) => `${[...rows].join('\n')}\n`;
writeFileSync(join(out, 'people.csv'), text(peopleLines(company)));
writeFileSync(join(out, 'pay.csv'), text(payLines(company)));
writeFileSync(join(out, 'truth.json'), `${JSON.stringify(truthOf(company, companyName), null, 2)}\n`);
console.log(`${companyName}: ${records} records of ${size.days} days in ${out}`);
