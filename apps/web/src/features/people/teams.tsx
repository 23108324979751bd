import type { Team } from '@exchequer/model/contract';
import { Link } from '@tanstack/react-router';
import { Section } from '../../components/section.tsx';
import { writeFilter } from '../../state/filter.ts';
import { carried } from '../../state/search.ts';
import { useView } from '../../state/view.ts';
import { validityWords } from './dates.ts';
import { treeOrder } from './tree.ts';

/** The tree of teams. */
export function Teams({ teams }: { teams: readonly Team[] }) {
  const view = useView();
  return (
    <Section id="teams" title="Teams">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col">Valid</th>
            <th scope="col" className="n">
              Members today
            </th>
            <th scope="col" className="n">
              Usage
            </th>
          </tr>
        </thead>
        <tbody>
          {treeOrder(teams).map(({ team, depth }) => (
            <tr key={team.id}>
              <td>
                <span style={{ paddingLeft: depth * 20 }}>
                  {depth > 0 ? (
                    <span className="text-mute" aria-hidden>
                      └{' '}
                    </span>
                  ) : null}
                  {team.name}
                </span>
                {team.external_id ? <code className="ml-2 text-mute">{team.external_id}</code> : null}
              </td>
              <td className="text-mute">{validityWords(team)}</td>
              <td className="n">{team.members.toLocaleString('en-US')}</td>
              <td className="n">
                <Link
                  to="/w/$ws/explore"
                  params={{ ws: view.workspace }}
                  search={{
                    ...carried(view.search),
                    f: [writeFilter({ dimension: 'team', op: 'is', values: [team.id] })],
                  }}
                  className="link"
                >
                  explore
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
