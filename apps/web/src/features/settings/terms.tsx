import type { Terms as Stated, TermKind } from '@exchequer/model';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { CsvForm } from '../../components/csv-form.tsx';
import { Section } from '../../components/section.tsx';
import { useView } from '../../state/view.ts';
import { type TermLine, termLines, termNotes } from './term-words.ts';

const kinds: readonly TermKind[] = ['commitment', 'seat', 'wait', 'evaluation'];

/** What the company agreed on or found out, and no meter tells; some advice can be judged by nothing else. */
export function Terms() {
  const { workspace } = useView();
  const { data } = useQuery({
    queryKey: ['terms', workspace],
    queryFn: () => client.terms.list({ workspace }),
  });
  return (
    <Section
      id="terms"
      title="Terms"
      sub="Commitments, seats, how long work may wait, and trials of cheaper models. No meter tells these; advice on them is made of what stands here."
    >
      {kinds.map((kind) => (
        <Kind key={kind} kind={kind} stated={data} workspace={workspace} />
      ))}
    </Section>
  );
}

function Kind({
  kind,
  stated,
  workspace,
}: {
  kind: TermKind;
  stated: Stated | undefined;
  workspace: 'live' | 'sample';
}) {
  const { title, none, example } = termNotes[kind];
  const lines = stated ? termLines[kind](stated) : [];
  return (
    <section className="border-b border-line py-3">
      <h3 className="text-[13.5px] font-semibold">{title}</h3>
      {lines.length === 0 ? <p className="mt-1 text-[13px] text-mute">{none}</p> : null}
      <ul>
        {lines.map((line) => (
          <Line key={`${line.name}${line.says}`} kind={kind} line={line} workspace={workspace} />
        ))}
      </ul>
      <CsvForm
        label={`State ${title.toLowerCase()} from a CSV or YAML file`}
        example={example}
        run={(text, dry) => client.terms.state({ workspace, kind, text, dry_run: dry })}
        says={({ taken }) => `${taken} stated`}
      />
    </section>
  );
}

function Line({
  kind,
  line: { name, says },
  workspace,
}: {
  kind: TermKind;
  line: TermLine;
  workspace: 'live' | 'sample';
}) {
  return (
    <li className="grid justify-items-start gap-x-4 gap-y-0.5 py-1.5 text-[13px] sm:grid-cols-[180px_1fr_auto] sm:items-baseline">
      <span className="font-[550]">{name}</span>
      <span className="text-mute">{says}</span>
      <ActionButton
        kind="quiet"
        run={() => client.terms.remove({ workspace, kind, name })}
        done={() => `Removed ${name}`}
      >
        Remove
      </ActionButton>
    </li>
  );
}
