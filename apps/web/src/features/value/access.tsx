import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Amount } from '../../components/amount.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { useView } from '../../state/view.ts';

/** How unequally tokens lie within a role. Aggregates of five and more; nobody can be found in them. */
export function Access() {
  const { workspace, range } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['access', workspace, range],
    queryFn: () => client.value.access({ workspace, range }),
  });
  return (
    <Section
      id="access"
      title="Access within roles"
      sub="A high figure asks whether everybody of a role can get at the tools. It is no verdict on anybody. Roles of fewer than five are not shown."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={80} /> : null}
      {data?.length === 0 ? (
        <p className="py-2 text-[13px] text-mute">Needs: a staff list with roles of five people and more.</p>
      ) : null}
      {data && data.length > 0 ? (
        <table className="table cards" aria-label="Access within roles">
          <thead>
            <tr>
              <th scope="col">Role</th>
              <th scope="col" className="n">
                People
              </th>
              <th scope="col" className="n">
                Gini
              </th>
              <th scope="col" className="n">
                P90 over P10
              </th>
              <th scope="col" className="n">
                Requests denied
              </th>
            </tr>
          </thead>
          <tbody>
            {data.map((row) => (
              <tr key={row.role}>
                <td className="head">{row.role || 'No role stated'}</td>
                {row.suppressed ? (
                  <td className="prose text-mute" colSpan={4}>
                    {row.suppressed}
                  </td>
                ) : (
                  <>
                    <td className="n" data-label="People">
                      {row.persons}
                    </td>
                    <td className="n" data-label="Gini">
                      <Amount value={row.gini} unit="ratio" />
                    </td>
                    <td className="n" data-label="P90 over P10">
                      <Amount value={row.p90_over_p10} unit="ratio" />
                    </td>
                    <td className="n" data-label="Denied">
                      <Amount value={row.denied_requests} unit="count" />
                    </td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Section>
  );
}
