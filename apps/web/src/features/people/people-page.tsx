import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { buttonClass } from '../../components/button.tsx';
import { Empty, Failure, Skeleton } from '../../components/empty.tsx';
import { PageTitle } from '../../components/section.tsx';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { Identities } from './identities.tsx';
import { PeopleImport } from './people-import.tsx';
import { Teams } from './teams.tsx';
import { Workers } from './workers.tsx';

/** Who works here, person or agent, in which team since when. No figure about a person stands here. */
export function PeoplePage() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const teams = useQuery({
    queryKey: ['teams', workspace],
    queryFn: () => client.people.teams.list({ workspace }),
  });
  const workers = useQuery({
    queryKey: ['workers', workspace, ''],
    queryFn: () => client.people.workers.list({ workspace, limit: 500 }),
  });
  const error = teams.error ?? workers.error;
  if (error)
    return <Failure error={error} onRetry={() => Promise.all([teams.refetch(), workers.refetch()])} />;
  if (!teams.data || !workers.data) return <Skeleton height={320} />;
  const persons = workers.data.workers.filter((w) => w.kind === 'person').length;
  const agents = workers.data.workers.length - persons;
  const nobody = workers.data.total === 0 && teams.data.length === 0;
  return (
    <>
      <PageTitle
        title={
          nobody
            ? 'Nobody is known yet'
            : `${plural(persons, 'person', 'persons')} and ${plural(agents, 'agent', 'agents')} in ${plural(teams.data.length, 'team', 'teams')}`
        }
      >
        Teams and memberships are dated, so past usage stays with the team of its day. Usage is never ranked
        by person.
      </PageTitle>
      {nobody ? (
        <Empty
          title="People turn tokens into tokens per employee, and usage into teams"
          action={
            admin ? (
              <a href="#people-import" className={buttonClass('primary')}>
                Import people
              </a>
            ) : null
          }
        >
          A CSV with a line per person is enough: name, team, e-mail.
        </Empty>
      ) : (
        <>
          <Teams teams={teams.data} />
          <Workers first={workers.data.workers} total={workers.data.total} teams={teams.data} />
          <Identities />
        </>
      )}
      {admin ? <PeopleImport /> : null}
    </>
  );
}

const plural = (n: number, one: string, many: string) =>
  `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
