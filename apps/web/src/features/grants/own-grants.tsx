import type { OwnGrants as Own } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { client } from '../../api/client.ts';
import { buttonClass } from '../../components/button.tsx';
import { Facts } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { HeroCell, HeroLine, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { Money } from '../../components/money.tsx';
import { PageTitle, Section } from '../../components/section.tsx';
import { moment } from '../../format/time.ts';
import { useView } from '../../state/view.ts';
import { Lots } from './lots.tsx';
import { GrantChart } from './timeline.tsx';

/** What a person holds, and what of it others can see. Nobody else has this page. */
export function OwnGrants({ alone }: { alone: boolean }) {
  const { workspace } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['own-grants', workspace],
    queryFn: () => client.grant.mine.get({ workspace }),
  });
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={320} />;
  const body = <Body own={data} />;
  if (!alone) {
    return (
      <Section id="mine" title="My own" sub={data.wording}>
        {body}
      </Section>
    );
  }
  return (
    <>
      <PageTitle title={`${data.name}, your grants`}>{data.wording}</PageTitle>
      {body}
    </>
  );
}

function Body({ own }: { own: Own }) {
  const { balance, currency } = own;
  const cells = [
    [
      'Left to use',
      balance.available,
      `of ${own.grants.length === 1 ? 'one grant' : `${own.grants.length} grants`}`,
    ],
    ['Expiring', balance.expiring_soon, 'within 30 days'],
    ['Used', balance.used, 'so far'],
    ['Granted', balance.granted, 'so far'],
  ] as const;
  return (
    <>
      <HeroLine label="Your grants">
        {cells.map(([name, value, note]) => (
          <HeroCell key={name}>
            <HeroName>{name}</HeroName>
            <HeroValue>
              <Money value={value} currency={currency} />
            </HeroValue>
            <HeroNote>{note}</HeroNote>
          </HeroCell>
        ))}
      </HeroLine>
      <div className="mt-6">
        <GrantChart timeline={own.timeline} title="What became of your grants" />
      </div>
      <div className="mt-6 grid grid-cols-2 gap-x-10 gap-y-6 max-lg:grid-cols-1">
        <div>
          <h3 className="mb-1 border-b border-ink pb-1 text-[13.5px] font-semibold">Lots</h3>
          <Lots lots={own.lots.filter((lot) => /[1-9]/.test(lot.available))} currency={currency} />
        </div>
        <TotalPay own={own} />
      </div>
      <Papers own={own} />
      <Seen own={own} />
    </>
  );
}

function TotalPay({ own: { total_pay: pay } }: { own: Own }) {
  if (!pay) return null;
  const money = (value: string) => <Money value={value} currency={pay.currency} opened />;
  return (
    <div>
      <h3 className="mb-1 border-b border-ink pb-1 text-[13.5px] font-semibold">
        Total compensation, a year
      </h3>
      <Facts
        facts={[
          ['Base', money(pay.base)],
          ['Bonus', money(pay.bonus)],
          ['Equity', money(pay.equity)],
          ['Tokens', money(pay.tokens)],
          ['Together', money(pay.total)],
          ['Token share', pay.token_share === null ? '' : `${pay.token_share} %`],
        ]}
      />
      <p className="mt-1.5 text-[12.5px] text-mute">{pay.wording}</p>
    </div>
  );
}

function Papers({ own: { papers } }: { own: Own }) {
  const links = [
    ['Statement, PDF', papers.pdf],
    ['Lots, Excel', papers.xlsx],
    ['Lots, CSV', papers.csv],
  ] as const;
  return (
    <div className="mt-6 flex flex-wrap gap-2">
      {links.map(([name, address]) =>
        address === null ? null : (
          <a key={name} className={buttonClass()} href={address}>
            <Download size={14} aria-hidden /> {name}
          </a>
        ),
      )}
    </div>
  );
}

/** What others can see, and who looked. */
function Seen({ own }: { own: Own }) {
  const { workspace } = useView();
  const { data } = useQuery({
    queryKey: ['own-seen', workspace],
    queryFn: () => client.grant.mine.seen({ workspace, limit: 50 }),
  });
  return (
    <div className="mt-8">
      <h3 className="mb-1 border-b border-ink pb-1 text-[13.5px] font-semibold">
        What others can see of this
      </h3>
      <ul className="list-disc pl-5 text-[13px]">
        {own.visible_to_others.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {data?.sightings.length === 0 ? (
        <p className="mt-2 text-[13px] text-mute">Nobody has looked at it.</p>
      ) : null}
      {data && data.sightings.length > 0 ? (
        <table className="table dense mt-2" aria-label="Who looked">
          <tbody>
            {data.sightings.map((s) => (
              <tr key={`${s.at} ${s.action}`}>
                <td className="whitespace-nowrap">{moment(s.at, own.time_zone)}</td>
                <td>{s.actor_name}</td>
                <td className="text-mute">{s.view || s.action}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  );
}
