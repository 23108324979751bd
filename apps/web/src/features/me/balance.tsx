import type { MyBudget, MySpend } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { client } from '../../api/client.ts';
import { cssColour, envelopeBar } from '../../charts/index.ts';
import { Button } from '../../components/button.tsx';
import { Drawn } from '../../components/drawn.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { HeroCell, HeroLine, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { useWidth } from '../../components/width.ts';
import { moneyExact } from '../../format/money.ts';
import { span } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { AskMore } from './ask-more.tsx';

/** What may still be spent, and the envelopes that pay. */
export function Balance({ spend }: { spend: MySpend }) {
  const { workspace } = useView();
  const { now } = useSurroundings();
  const { data, error, refetch } = useQuery({
    queryKey: ['my-budget', workspace],
    queryFn: () => client.me.budget({ workspace }),
    refetchInterval: 30_000,
  });
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={160} />;
  const [leaf] = data.envelopes;
  const currency = leaf?.currency ?? 'USD';
  const resets = leaf ? `renews in ${span((Date.parse(leaf.resets_at) - now().getTime()) / 1_000)}` : '';
  const cells = [
    ['Left to spend', data.spendable, leaf ? resets : 'no envelope limits you'],
    ['Today', spend.today, 'of your own'],
    ['This month', spend.this_month, `${spend.requests_this_month.toLocaleString('en-US')} requests`],
  ] as const;
  return (
    <>
      <HeroLine label="Your money">
        {cells.map(([name, value, note]) => (
          <HeroCell key={name}>
            <HeroName>{name}</HeroName>
            <HeroValue>
              <Money value={value} currency={currency} />
            </HeroValue>
            <HeroNote>{note}</HeroNote>
          </HeroCell>
        ))}
        <HeroCell>
          <HeroName>Read from cache</HeroName>
          <HeroValue>
            {spend.cache_read_percent === null ? '–' : `${Number(spend.cache_read_percent).toFixed(0)} %`}
          </HeroValue>
          <HeroNote>of your input</HeroNote>
        </HeroCell>
      </HeroLine>
      {leaf ? <Envelopes budget={data} /> : null}
    </>
  );
}

function Envelopes({ budget }: { budget: MyBudget }) {
  const [asking, setAsking] = useState(false);
  return (
    <Section
      id="budget"
      title="What pays for you"
      sub="A call is held at every one of these before it starts; the least of them decides."
      tools={<Button onClick={() => setAsking(true)}>Ask for more</Button>}
    >
      <ul>
        {budget.envelopes.map((envelope) => (
          <li key={envelope.id} className="border-b border-line py-2">
            <EnvelopeLine envelope={envelope} />
          </li>
        ))}
      </ul>
      {asking ? <AskMore envelopes={budget.envelopes} onClose={() => setAsking(false)} /> : null}
    </Section>
  );
}

function EnvelopeLine({ envelope }: { envelope: MyBudget['envelopes'][number] }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const id = useId().replace(/\W/g, '');
  const { name, enforcement, limit, spent, held, free, currency } = envelope;
  const share = Number(limit) > 0 ? (Number(spent) + Number(held)) / Number(limit) : 0;
  const spentColour = cssColour(share >= 0.95 ? 'stop' : share >= 0.8 ? 'warn' : 'accent');
  const words = `${moneyExact(spent, currency)} spent and ${moneyExact(held, currency)} held of ${moneyExact(limit, currency)}`;
  return (
    <>
      <div className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-[560]">
          {name}{' '}
          {enforcement === 'hard' ? null : <Tag>{enforcement === 'soft' ? 'warns' : 'only counts'}</Tag>}
        </span>
        <span className="text-[13px] text-mute">
          <Money value={free} currency={currency} /> free of <Money value={limit} currency={currency} />,{' '}
          {envelope.period_key}
        </span>
      </div>
      <div ref={ref} role="img" aria-label={words} title={words}>
        {width > 0 ? (
          <Drawn
            drawing={envelopeBar({
              width,
              height: 14,
              limit: Number(limit),
              spent: Number(spent),
              held: Number(held),
              thresholds: [],
              elapsed: null,
              id,
              colours: {
                spent: spentColour,
                over: cssColour('stop'),
                free: cssColour('line'),
                mark: cssColour('ink'),
                ground: cssColour('paper'),
              },
            })}
          />
        ) : null}
      </div>
    </>
  );
}
