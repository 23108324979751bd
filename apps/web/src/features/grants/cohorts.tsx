import type { GrantCohorts } from '@exchequer/model/contract';
import { cssColour } from '../../charts/index.ts';
import { BarList } from '../../components/bar-list.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { cohortKinds } from '../../state/grants-search.ts';
import { useView } from '../../state/view.ts';

type GrantCohort = GrantCohorts['cohorts'][number];

const kindNames = { plan: 'Plan', type: 'Type', team: 'Team' } as const;
const columns = [
  ['granted', 'Granted'],
  ['used', 'Used'],
  ['available', 'To use'],
  ['expiring_soon', 'Expiring'],
] as const;

/** Groups of at least five holders; smaller ones are folded, and said to be. */
export function Cohorts({ cohorts }: { cohorts: GrantCohorts }) {
  const { change } = useView();
  return (
    <Section
      id="cohorts"
      title="Who uses them, in groups"
      sub={`Groups of fewer than ${cohorts.smallest_group} are folded into “Other”, so that no person can be told.`}
      tools={
        <Segmented
          label="Group by"
          value={cohorts.by}
          options={cohortKinds.map((value) => ({ value, name: kindNames[value] }))}
          onChange={(by) => change({ cohorts: by === 'plan' ? undefined : by })}
        />
      }
    >
      {cohorts.withheld ? <p className="py-2 text-mute">{cohorts.withheld}</p> : null}
      {cohorts.cohorts.length > 0 ? <Table cohorts={cohorts} /> : null}
      {cohorts.folded.map((sentence) => (
        <p key={sentence} className="mt-1 text-[12.5px] text-mute">
          {sentence}
        </p>
      ))}
      {cohorts.bands.length > 0 ? <Bands cohorts={cohorts} /> : null}
    </Section>
  );
}

function Table({ cohorts }: { cohorts: GrantCohorts }) {
  const row = (cohort: GrantCohort) => (
    <>
      <td className="head">{cohort.label}</td>
      <td className="n" data-label="Holders">
        {cohort.holders.toLocaleString('en-US')}
      </td>
      {columns.map(([key, name]) => (
        <td key={key} className="n" data-label={name}>
          <Money value={cohort.balance[key]} currency={cohorts.currency} />
        </td>
      ))}
      <td className="n" data-label="Used">
        {cohort.utilisation === null ? '–' : `${cohort.utilisation} %`}
      </td>
    </>
  );
  return (
    <table className="table cards">
      <thead>
        <tr>
          <th scope="col">{kindNames[cohorts.by]}</th>
          <th scope="col" className="n">
            Holders
          </th>
          {columns.map(([key, name]) => (
            <th key={key} scope="col" className="n">
              {name}
            </th>
          ))}
          <th scope="col" className="n">
            Share used
          </th>
        </tr>
      </thead>
      <tbody>
        {cohorts.cohorts.map((cohort) => (
          <tr key={cohort.key || cohort.label}>{row(cohort)}</tr>
        ))}
      </tbody>
      {cohorts.total ? (
        <tfoot>
          <tr className="total">{row(cohorts.total)}</tr>
        </tfoot>
      ) : null}
    </table>
  );
}

/** How many persons use how much of theirs: a distribution, never a list of persons. */
function Bands({ cohorts }: { cohorts: GrantCohorts }) {
  const all = cohorts.bands.reduce((sum, band) => sum + band.holders, 0);
  const label = (from: number, to: number | null) =>
    to === null ? `${from} % and more` : `${from} to ${to} %`;
  return (
    <div className="mt-6 max-w-[640px]">
      <BarList
        title="How much of their grant people use"
        reading={`${all.toLocaleString('en-US')} persons, by the share of their grant that was used. Neither end is better: what counts is what came of it.`}
        unit="count"
        rows={cohorts.bands.map((band) => ({
          key: String(band.from),
          label: label(band.from, band.to),
          value: band.holders,
          shown: band.holders.toLocaleString('en-US'),
          note: '',
          exact: String(band.holders),
          colour: cssColour('series1'),
          hatched: false,
        }))}
      />
    </div>
  );
}
