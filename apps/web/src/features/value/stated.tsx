import { client } from '../../api/client.ts';
import { CsvForm } from '../../components/csv-form.tsx';
import { Section } from '../../components/section.tsx';
import { useView } from '../../state/view.ts';

const example =
  'key,month,amount,team,source\navailable_hours,2026-10,9600,,HR\nproductive_hours,2026-10,7100,,HR\nhires,2026-10,3,,recruiting\ndays_to_fill,2026-10,126,,recruiting';

/** What only the company itself can say, month by month; a later statement replaces an earlier one. */
export function StatedFigures() {
  const { workspace } = useView();
  return (
    <Section
      id="figures"
      title="Stated figures"
      sub="Hours, hires and costs that no tool meters, per month and team. They are marked by whoever states them, and kept."
    >
      <CsvForm
        label="State figures from a CSV file"
        example={example}
        run={(text, dry) => client.value.importFigures({ workspace, text, dry_run: dry })}
        says={({ taken }) => `${taken} figures`}
      />
    </Section>
  );
}
