import type { BudgetEnvelope, PolicyChangeView, PolicyVersionView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { CopyButton, Snippet } from '../../components/copy.tsx';
import { Drawer, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { counted } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import type { BudgetsSearch } from '../../state/budgets-search.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { usePolicyVersions } from './reads.ts';

/** What the policy file owns, and each file as it was applied. */
export function PolicyTab({
  search,
  envelopes,
}: {
  search: BudgetsSearch;
  envelopes: readonly BudgetEnvelope[];
}) {
  const { change } = useView();
  const { data, error, refetch } = usePolicyVersions();
  const owned = envelopes.filter((e) => e.managed_by === 'file').length;
  return (
    <section aria-labelledby="policy-title" className="pt-3">
      <h2 id="policy-title" className="text-[15px] font-semibold">
        {owned === 0
          ? 'The web app owns every envelope'
          : `The policy file owns ${owned} of ${counted(String(envelopes.length), 'envelope')}`}
      </h2>
      <p className="mb-3 max-w-[92ch] text-[13px] text-mute">
        What the file owns is changed in the file and read-only here; the web app owns the rest, and the file
        leaves it alone. A file is looked at and applied on the command line, so that it can be reviewed and
        kept under version control.
      </p>
      <div className="max-w-2xl">
        <Snippet code={'npx exchequer policy plan policy.yaml\nnpx exchequer policy apply policy.yaml'} />
      </div>
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={120} className="mt-4" /> : null}
      {data?.versions.length === 0 ? (
        <p className="mt-4 text-[13px] text-mute">No policy file has been applied yet.</p>
      ) : null}
      {data && data.versions.length > 0 ? <Versions versions={data.versions} /> : null}
      {search.policy ? (
        <VersionDrawer version={Number(search.policy)} onClose={() => change({ policy: undefined })} />
      ) : null}
    </section>
  );
}

function summaryWords(summary: PolicyVersionView['summary']): string {
  const parts = [
    [summary.create, 'made'],
    [summary.change, 'changed'],
    [summary.move, 'moved'],
    [summary.adopt, 'adopted'],
    [summary.release ?? 0, 'handed to the web app'],
    [summary.close, 'closed'],
    [summary.same, 'as before'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return said.length > 0 ? said.join(', ') : 'nothing';
}

/** What became of the purpose rules or cost centres; nothing where the file left them alone. */
function SectionWords({ name, section }: { name: string; section: PolicyVersionView['purposes'] }) {
  if (!section) return null;
  const parts = [
    [section.add, 'added'],
    [section.change, 'changed'],
    [section.move, 'moved'],
    [section.remove, 'removed'],
    [section.same, 'as before'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const owner = section.ownership === 'release' ? ['handed to the web app'] : [];
  return (
    <span className="text-mute">
      ; {name}: {[...owner, ...said].join(', ') || 'none'}
    </span>
  );
}

function Versions({ versions }: { versions: readonly PolicyVersionView[] }) {
  const { change } = useView();
  const { settings } = useSurroundings();
  return (
    <table className="table cards mt-4">
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">Applied</th>
          <th scope="col">By</th>
          <th scope="col">What it changed</th>
          <th scope="col">Note</th>
        </tr>
      </thead>
      <tbody>
        {versions.map((version) => (
          <tr key={version.version} data-row>
            <td className="head">
              <button
                type="button"
                className="link"
                onClick={() => change({ policy: String(version.version) })}
              >
                Version {version.version}
              </button>
            </td>
            <td data-label="Applied" className="whitespace-nowrap">
              {moment(version.applied_at, settings.time_zone)}
            </td>
            <td data-label="By">{version.actor_name}</td>
            <td data-label="Changed">
              {summaryWords(version.summary)}
              <SectionWords name="purpose rules" section={version.purposes} />
              <SectionWords name="cost centres" section={version.cost_centres} />
            </td>
            <td data-label="Note" className="text-mute">
              {version.note || '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What an entry changed; of a new envelope only what its path does not say. */
function fieldWords({ action, fields }: PolicyChangeView): string {
  const told = action === 'create' ? ['kind', 'covers', 'limit', 'period', 'enforcement', 'owner'] : null;
  return fields
    .filter(({ field }) => told === null || told.includes(field))
    .map(({ field, from, to }) => {
      const name = field.replaceAll('_', ' ');
      return from === null ? `${name} ${to ?? 'none'}` : `${name} ${from} → ${to ?? 'none'}`;
    })
    .join(', ');
}

/** A file as it was applied, and what it changed then. */
function VersionDrawer({ version, onClose }: { version: number; onClose: () => void }) {
  const { workspace } = useView();
  const { settings } = useSurroundings();
  const { data, error, refetch } = useQuery({
    queryKey: ['policy', 'version', workspace, version],
    queryFn: () => client.policy.show({ workspace, version }),
  });
  const changed = data?.changes.filter((c) => c.action !== 'same') ?? [];
  return (
    <Drawer
      title={`Policy, version ${version}`}
      sub={
        data
          ? `Applied by ${data.version.actor_name}, ${moment(data.version.applied_at, settings.time_zone)}`
          : null
      }
      onClose={onClose}
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={240} className="mt-5" /> : null}
      {data ? (
        <>
          <Part title="What it changed" aside={summaryWords(data.version.summary)}>
            {changed.length === 0 ? <p className="py-2 text-[13px] text-mute">Nothing.</p> : null}
            <ul>
              {changed.map((c) => (
                <li key={c.key} className="border-b border-line py-1.5 text-[13px]">
                  <span className="text-mute">{c.action}</span> {c.path}
                  <p className="text-mute">{fieldWords(c)}</p>
                </li>
              ))}
            </ul>
          </Part>
          <Part title="The file">
            <pre className="overflow-x-auto rounded-md border border-line bg-sheet p-3 text-[12px] leading-[1.5]">
              <code>{data.text}</code>
            </pre>
            <div className="mt-2">
              <CopyButton text={data.text} />
            </div>
          </Part>
        </>
      ) : null}
    </Drawer>
  );
}
