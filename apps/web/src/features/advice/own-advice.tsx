import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { client } from '../../api/client.ts';
import { Failure } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { useView } from '../../state/view.ts';
import { RecommendationRow } from './recommendation-row.tsx';

const RecommendationDrawer = lazy(() =>
  import('./recommendation-drawer.tsx').then((m) => ({ default: m.RecommendationDrawer })),
);

const most = 20;

/** Advice about the person themself, which is shown to nobody else. */
export function OwnAdvice() {
  const { workspace, search, change } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['advice', 'own', workspace],
    queryFn: () => client.advice.list({ workspace, about: 'me', state: 'inbox', limit: most }),
  });
  const found = data?.recommendations ?? [];
  if (!error && found.length === 0) return null;
  return (
    <Section id="advice" title="For you" sub="What would cost you less. Nobody else sees this.">
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      <ul>
        {found.map((one) => (
          <RecommendationRow key={one.id} one={one} onOpen={() => change({ advice: one.id })} />
        ))}
      </ul>
      {search.advice ? (
        <Suspense>
          <RecommendationDrawer id={search.advice} onClose={() => change({ advice: undefined })} />
        </Suspense>
      ) : null}
    </Section>
  );
}
