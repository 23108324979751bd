import type { Evidence } from '@exchequer/model/contract';
import { useQueries } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { figure, inline, type Unit } from '../../format/number.ts';
import { useView } from '../../state/view.ts';

const perQuestion = 12;

/** What figures rest on, by their key: asked for beside the figures, which do not wait for it. */
export function useEvidence(keys: readonly string[]): ReadonlyMap<string, Evidence> {
  const { workspace, range, filters } = useView();
  // Evidence is of the whole company: beside a filtered figure it would speak of another one.
  const asked = filters.length > 0 ? [] : keys;
  const chunks = Array.from({ length: Math.ceil(asked.length / perQuestion) }, (_, i) =>
    asked.slice(i * perQuestion, (i + 1) * perQuestion),
  );
  const answers = useQueries({
    queries: chunks.map((metrics) => ({
      queryKey: ['evidence', workspace, range, metrics],
      queryFn: () => client.value.evidence({ workspace, range, metrics }),
    })),
  });
  return new Map(answers.flatMap(({ data }) => data ?? []).map((one) => [one.metric, one]));
}

/** The interval as people write it, such as `12–19`. */
export function intervalWords(evidence: Evidence | undefined, unit: Unit): string | null {
  const interval = evidence?.interval;
  if (!interval) return null;
  const low = figure(interval.low, unit);
  const high = figure(interval.high, unit);
  // The unit is said once, as in `12–19 h`, where both ends bear the same.
  const from = low.unit === high.unit ? low.text : inline(interval.low, unit);
  return `${from}–${inline(interval.high, unit)}`;
}

/** Too few outcomes lie behind the figure for it to be shown by itself. */
export const byIntervalAlone = (evidence: Evidence | undefined): boolean => evidence?.shows === 'interval';
