import type { PoolReport } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Amount } from '../../components/amount.tsx';
import { Failure } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { useView } from '../../state/view.ts';

/** Own GPUs, pool by pool: tokens, energy and money. Nothing at all where no pool is scraped. */
export function Pools() {
  const { workspace, range } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['pools', workspace, range],
    queryFn: () => client.factory.report({ workspace, range }),
  });
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data || data.length === 0) return null;
  return (
    <Section
      id="pools"
      title="Own GPUs, by pool"
      sub="Idle hours are paid for and stay in the price. Energy is what is drawn inside the stated boundary, times PUE."
    >
      <PoolTable pools={data} />
      {data
        .filter((pool) => pool.needs.length > 0)
        .map((pool) => (
          <p key={pool.pool} className="mt-2 text-[12.5px] text-mute">
            {pool.pool} needs: {pool.needs.join('; ')}.
          </p>
        ))}
    </Section>
  );
}

function PoolTable({ pools }: { pools: readonly PoolReport[] }) {
  return (
    <table className="table cards" aria-label="Own GPUs">
      <thead>
        <tr>
          <th scope="col">Pool</th>
          <th scope="col" className="n">
            Tokens out
          </th>
          <th scope="col" className="n">
            Cost
          </th>
          <th scope="col" className="n">
            Cost per M
          </th>
          <th scope="col" className="n">
            Never idle
          </th>
          <th scope="col" className="n">
            Utilisation
          </th>
          <th scope="col" className="n">
            Energy
          </th>
          <th scope="col">Boundary</th>
        </tr>
      </thead>
      <tbody>
        {pools.map((pool) => (
          <tr key={pool.pool}>
            <td className="head">
              {pool.pool}{' '}
              {pool.lower_bound ? (
                <Tag
                  tone="warn"
                  title={`${pool.restarts} restarts lost what was counted since the scrape before`}
                >
                  at least
                </Tag>
              ) : null}
            </td>
            <td className="n" data-label="Tokens out">
              <Amount value={pool.generated_tokens} unit="tokens" bound={pool.lower_bound} />
            </td>
            <td className="n" data-label="Cost">
              <Amount value={pool.cost.total} unit="usd" />
            </td>
            <td className="n" data-label="Cost per M">
              <Amount value={pool.cost_per_million} unit="usd_per_million_tokens" />
            </td>
            <td className="n text-mute" data-label="Never idle">
              <Amount value={pool.cost_per_million_at_full_use} unit="usd_per_million_tokens" />
            </td>
            <td className="n" data-label="Utilisation">
              <Amount value={pool.utilisation} unit="share" />
            </td>
            <td className="n" data-label="Energy">
              <Amount value={pool.joules_per_token} unit="joules_per_token" />
            </td>
            <td className="text-mute" data-label="Boundary">
              {pool.boundary}, PUE {pool.pue}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
