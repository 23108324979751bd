import type { Coverage as CoverageView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Amount } from '../../components/amount.tsx';
import { BarList } from '../../components/bar-list.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { HeroCell, HeroLine, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { Section } from '../../components/section.tsx';
import { groupColour } from '../../components/stack.ts';
import { inline } from '../../format/number.ts';
import { useView } from '../../state/view.ts';
import { Works } from './works.tsx';

/** How much of spend reached what came of it, and what it was spent on. Unlinked spend is a figure of its own. */
export function Coverage() {
  const { workspace, range } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['coverage', workspace, range],
    queryFn: () => client.outcome.coverage({ workspace, range }),
  });
  return (
    <Section
      id="works"
      title="From spend to outcome"
      sub="Tokens to session, to branch, commit and ticket, to what was accepted. Each step names its rule; what reached nothing is not spread over the rest."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={150} /> : null}
      {data ? <Reached coverage={data} /> : null}
      <Works />
    </Section>
  );
}

function Reached({ coverage }: { coverage: CoverageView }) {
  const share = coverage.linked_share;
  return (
    <>
      <div className="[&>section]:border-t-0">
        <HeroLine label="Spend and outcomes">
          <Told name="Spend" value={coverage.cost} unit="usd" note="on the company’s own terms" />
          <Told
            name="Reached an accepted outcome"
            value={coverage.linked_cost}
            unit="usd"
            note={share === null ? 'no spend in this range' : `${inline(share, 'share')} of spend`}
          />
          <Told
            name="Unlinked spend"
            value={coverage.unlinked_cost}
            unit="usd"
            note="reached no accepted outcome"
          />
          <Told
            name="Outcomes"
            value={coverage.outcomes}
            unit="count"
            note={`${inline(coverage.outcomes_without_usage, 'count')} without usage`}
          />
          <Told
            name="Without a known worker"
            value={coverage.outcomes_without_worker}
            unit="count"
            note="outcomes that name nobody of the staff list"
          />
        </HeroLine>
      </div>
      {coverage.incomplete.map((why) => (
        <p key={why} className="mt-2 text-[12.5px] text-warn">
          Too low: {why}.
        </p>
      ))}
      <ByRule coverage={coverage} />
    </>
  );
}

function Told({
  name,
  value,
  unit,
  note,
}: {
  name: string;
  value: string;
  unit: 'usd' | 'count';
  note: string;
}) {
  return (
    <HeroCell>
      <HeroName>{name}</HeroName>
      <HeroValue>
        <Amount value={value} unit={unit} />
      </HeroValue>
      <HeroNote>{note}</HeroNote>
    </HeroCell>
  );
}

function ByRule({ coverage }: { coverage: CoverageView }) {
  const all = Number(coverage.cost) || 1;
  const known = coverage.by_rule.filter(({ cost }) => Number(cost) > 0);
  if (known.length === 0) return null;
  const rows = [
    ...known.map(({ rule, name, cost }, i) => ({
      rule,
      name,
      cost,
      hatched: false,
      colour: groupColour('source', rule, i, false),
    })),
    {
      rule: 'unlinked',
      name: 'Unlinked',
      cost: coverage.unlinked_cost,
      hatched: true,
      colour: groupColour('source', '', 0, true),
    },
  ];
  return (
    <div className="mt-6">
      <BarList
        title="Spend by the rule that linked it"
        reading="Each part by the rule that leads it to what was accepted. Hatched: linked to nothing accepted."
        unit="usd"
        rows={rows.map(({ rule, name, cost, hatched, colour }) => ({
          key: rule,
          label: name,
          exact: cost,
          value: Number(cost),
          shown: inline(cost, 'usd'),
          note: inline(String(Number(cost) / all), 'share'),
          colour,
          hatched,
        }))}
      />
    </div>
  );
}
