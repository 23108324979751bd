import type { Team, Worker } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Failure } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { useView } from '../../state/view.ts';
import { validityWords } from './dates.ts';

/** Persons and agents, found by name and team. */
export function Workers({
  first,
  total,
  teams,
}: {
  first: readonly Worker[];
  total: number;
  teams: readonly Team[];
}) {
  const { workspace } = useView();
  const [search, setSearch] = useState('');
  const [team, setTeam] = useState('');
  const filtered = search !== '' || team !== '';
  const found = useQuery({
    queryKey: ['workers', workspace, search, team],
    queryFn: () => client.people.workers.list({ workspace, search, team_id: team || undefined, limit: 500 }),
    enabled: filtered,
    placeholderData: (before) => before,
  });
  const workers = filtered ? (found.data?.workers ?? []) : first;
  const count = filtered ? (found.data?.total ?? 0) : total;
  const names = new Map(first.map((w) => [w.id, w.name]));
  return (
    <Section
      id="workers"
      title="Workers"
      tools={
        <div className="flex flex-wrap gap-2">
          <input
            type="search"
            className="field"
            aria-label="Search workers"
            placeholder="Search by name"
            value={search}
            onChange={(e) => setSearch(e.target.value)}
          />
          <select className="field" aria-label="Team" value={team} onChange={(e) => setTeam(e.target.value)}>
            <option value="">All teams</option>
            {teams.map((t) => (
              <option key={t.id} value={t.id}>
                {t.path}
              </option>
            ))}
          </select>
        </div>
      }
    >
      {found.error ? <Failure error={found.error} onRetry={() => found.refetch()} /> : null}
      <WorkerTable workers={workers} names={names} />
      <p className="mt-2 text-[12.5px] text-mute">
        {workers.length.toLocaleString('en-US')} of {count.toLocaleString('en-US')} shown
      </p>
    </Section>
  );
}

interface TableProps {
  workers: readonly Worker[];
  /** Names of workers by id, to say who owns an agent. */
  names: ReadonlyMap<string, string>;
}

function WorkerTable({ workers, names }: TableProps) {
  return (
    <table className="table cards">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Team</th>
          <th scope="col">Owner, family</th>
          <th scope="col">Active</th>
        </tr>
      </thead>
      <tbody>
        {workers.map((worker) => (
          <tr key={worker.id} data-row>
            <td className="head">
              {worker.name}
              {worker.external_id ? (
                <code className="ml-2 font-normal text-mute">{worker.external_id}</code>
              ) : null}
            </td>
            <td data-label="Kind">{worker.kind}</td>
            <td data-label="Team">
              <Memberships worker={worker} />
            </td>
            <td data-label="Owner" className="text-mute">
              {[worker.owner_id ? (names.get(worker.owner_id) ?? worker.owner_id) : '', worker.family]
                .filter(Boolean)
                .join(', ') || '–'}
            </td>
            <td data-label="Active" className="text-mute">
              {validityWords({ valid_from: worker.active_from, valid_to: worker.active_to })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Memberships({ worker }: { worker: Worker }) {
  if (worker.memberships.length === 0) return <span className="text-mute">no team</span>;
  return (
    <>
      {worker.memberships.map((m) => (
        <div key={`${m.team_id}${m.valid_from}`}>
          {m.team_name} <span className="text-mute">{validityWords(m)}</span>
        </div>
      ))}
    </>
  );
}
