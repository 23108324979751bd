// How often intervals hold the planted value: small companies of the same size, one for each seed.
// `npm run company -- coverage --seeds 40 [--people 140] [--days 42]`
import { parseArgs } from 'node:util';
import { bootstrapDuration, bootstrapRatio, bootstrapShare } from '@exchequer/core/statistics';
import { type PlantedRatio, partsOf, plantedRatios, type TeamPart } from './command/coverage-metrics.ts';
import { companyOf, recordsOf, storiesOf } from './index.ts';
import { CompanyOracle } from './oracle/company.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '40' },
    people: { type: 'string', default: '140' },
    days: { type: 'string', default: '42' },
    from: { type: 'string', default: '2026-03-02' },
  },
});
const { from } = values;
const seeds = Number(values.seeds);
const people = Number(values.people);
const days = Number(values.days);
const levels = [950, 800] as const;

type Parts = ReturnType<typeof partsOf>;

/** Sums by team of every ratio, of the company of one seed. */
function partsOfSeed(seed: number): Parts[] {
  const company = companyOf({ seed, people, agentsPerPerson: 1, days, from });
  const oracle = new CompanyOracle(company, Date.parse(from) + (days + 30) * 86_400_000);
  const stories = storiesOf(company);
  for (let day = 0; day < days; day++)
    for (const record of recordsOf(company, day, stories)) oracle.add(record);
  oracle.end();
  return plantedRatios.map((ratio) => partsOf(oracle, ratio));
}

const added = (parts: readonly TeamPart[]): TeamPart =>
  parts.reduce((sum, { of, over }) => ({ of: sum.of + of, over: sum.over + over }), { of: 0n, over: 0n });
const wholeOf = ({ teams, rest }: Parts): TeamPart => added([...teams, rest]);

const intervalOf = ({ share, duration }: PlantedRatio) =>
  share ? bootstrapShare : duration ? bootstrapDuration : bootstrapRatio;

/** Judges one ratio over all companies: the row of the table, and how often it was held. */
function judge(ratio: PlantedRatio, companies: readonly Parts[]) {
  const all = added(companies.map(wholeOf));
  const held = levels.map(() => 0);
  let [told, width] = [0, 0];
  companies.forEach(({ teams, rest }, seed) => {
    const own = wholeOf({ teams, rest });
    // Of all others, so that no company is judged by itself.
    const others = Number(all.of - own.of) / Number(all.over - own.over);
    const truth = ratio.planted ?? others * ratio.scale;
    levels.forEach((permille, level) => {
      const options = { seed: `${ratio.metric} ${seed}`, permille, rest };
      const drawn = intervalOf(ratio)(teams, options);
      if (!drawn) return;
      const [low, high] = [drawn.low * ratio.scale, drawn.high * ratio.scale];
      if (low <= truth && truth <= high) held[level] = (held[level] ?? 0) + 1;
      if (level > 0) return;
      told += 1;
      width += (high - low) / truth;
    });
  });
  const planted = ratio.planted ?? (Number(all.of) / Number(all.over)) * ratio.scale;
  const bearing = companies.reduce((sum, { teams }) => sum + teams.filter(({ over }) => over > 0n).length, 0);
  const share = (of: number) => (told === 0 ? '—' : `${((100 * of) / told).toFixed(1)} %`);
  const row = [
    ratio.metric,
    planted.toPrecision(5),
    (bearing / seeds).toFixed(1),
    `${told} of ${seeds}`,
    ...held.map(share),
    told === 0 ? '—' : `${((100 * width) / told).toFixed(0)} %`,
  ];
  return { row, told, held: held[0] ?? 0 };
}

const companies = Array.from({ length: seeds }, (_, at) => partsOfSeed(at + 1));
const judged = plantedRatios.map((ratio, at) =>
  judge(
    ratio,
    companies.map((parts) => parts[at] as Parts),
  ),
);
const header = ['metric', 'planted', 'teams', 'intervals', 'of 95 %', 'of 80 %', 'width'];
for (const row of [header, ...judged.map(({ row }) => row)])
  console.log(
    row
      .map((cell, at) => cell.padEnd(at === 0 ? 28 : 12))
      .join('')
      .trimEnd(),
  );
const told = judged.reduce((sum, one) => sum + one.told, 0);
const held95 = judged.reduce((sum, one) => sum + one.held, 0) / told;
console.log(JSON.stringify({ seeds, people, days, metrics: judged.length, told, held95 }));
