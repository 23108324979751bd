import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { moment } from '../../format/time.ts';
import { useView } from '../../state/view.ts';

/** Exactly what others can see about the person, and who has looked. */
export function Visibility() {
  const { workspace, range } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['my-visibility', workspace],
    queryFn: () => client.me.visibility({ workspace }),
  });
  return (
    <Section id="visibility" title="What others can see about you" sub="No list ranks persons by tokens.">
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={120} /> : null}
      {data ? (
        <table className="table cards">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Sees</th>
              <th scope="col">Where</th>
            </tr>
          </thead>
          <tbody>
            {data.rules.map((rule, at) => (
              <tr key={`${rule.who} ${rule.sees}`}>
                <td className="head">
                  {/* Said once for all that follows; a screen reader hears it in every row. */}
                  <span className={data.rules[at - 1]?.who === rule.who ? 'sm:sr-only' : ''}>{rule.who}</span>
                </td>
                <td data-label="Sees" className="prose">
                  {rule.sees}
                </td>
                <td data-label="Where" className="prose text-mute">
                  {rule.where}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {data?.looks.length === 0 ? (
        <p className="mt-3 text-[13px] text-mute">Nobody has opened what is yours.</p>
      ) : null}
      {data && data.looks.length > 0 ? (
        <table className="table dense mt-4" aria-label="Who looked">
          <tbody>
            {data.looks.map((look) => (
              <tr key={`${look.at} ${look.what}`}>
                <td className="whitespace-nowrap">{moment(look.at, range.time_zone)}</td>
                <td>{look.who}</td>
                <td className="text-mute">{look.what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Section>
  );
}
