import { client } from '../../../api/client.ts';
import { Refusal, useChange } from '../../../components/action.tsx';
import { Button } from '../../../components/button.tsx';
import { Snippet } from '../../../components/copy.tsx';
import { CsvForm } from '../../../components/csv-form.tsx';
import { Part } from '../../../components/drawer.tsx';
import { useView } from '../../../state/view.ts';

const example =
  'id,occurred_at,kind,work_key,handled_by,value,currency,quality\n' +
  't-1,2026-10-01T09:00:00Z,ticket.resolved,ticket:abc-12,ai,,,92\n' +
  'inv-7,2026-10-03T00:00:00Z,revenue.booked,customer:acme,,1200.50,EUR,';

/** Outcomes that your own systems tell of: a file, events, or a repository on your machine. */
export function OwnRecords({ way }: { way: 'csv' | 'cloudevents' | 'git-log' }) {
  if (way === 'csv') return <CsvRecords />;
  return way === 'git-log' ? <GitLog /> : <Events />;
}

function CsvRecords() {
  const { workspace } = useView();
  return (
    <>
      <p className="mt-5 text-[13px] text-mute">
        One row an outcome. The same id again says it anew, so a file may be taken in as often as you like.
        Columns: id, occurred_at, kind and work_key, and where you have them handled_by, value with currency,
        quality (0 to 100), lead_seconds, restore_seconds, workers.
      </p>
      <CsvForm
        open
        label="Outcomes from a CSV file"
        example={example}
        run={(text, dry) => client.outcome.import({ workspace, format: 'csv', text, dry_run: dry })}
        says={(taken) =>
          taken.dry_run
            ? 'every row can be read'
            : `${taken.added} added, ${taken.amended} amended, ${taken.duplicates} known already`
        }
      />
    </>
  );
}

function GitLog() {
  return (
    <Part title="In the repository, on your machine">
      <div className="my-2">
        <Snippet code="npx exchequer import git-log" label="The command that reads a repository" />
      </div>
      <p className="text-[13px] text-mute">
        It sends commits with their times, authors and the tickets their subjects name; neither subjects nor
        code are kept. Running it again adds only what is new. A forge tells more: reviews, merges, reverts.
      </p>
    </Part>
  );
}

function Events() {
  const { workspace } = useView();
  const token = useChange(() =>
    client.token.create({ name: 'outcomes of own systems', scopes: ['ingest'], workspace }),
  );
  const { origin } = window.location;
  const code = `curl ${origin}/v1/events \\
  -H "Authorization: Bearer ${token.data?.secret ?? 'exq_…'}" \\
  -H "Content-Type: application/cloudevents+json" \\
  -d '{"specversion": "1.0", "id": "t-1", "source": "/helpdesk",
       "type": "outcome.ticket.resolved", "time": "2026-10-01T09:00:00Z",
       "data": {"work_key": "ticket:abc-12", "handled_by": "ai", "quality": 92}}'`;
  return (
    <Part title="POST /v1/events, or /v1/outcomes for plain records">
      <div className="my-2">
        <Snippet code={code} label="An outcome as a CloudEvent" />
      </div>
      {token.data ? (
        <p className="text-[13px] text-mute">
          The token is in the lines above and shown this once. It can only send usage and outcomes.
        </p>
      ) : (
        <Button disabled={token.isPending} onClick={() => token.mutate(undefined)}>
          Create a token for it
        </Button>
      )}
      <Refusal error={token.error} />
    </Part>
  );
}
