import type { AdviceRule } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { buttonClass } from '../../components/button.tsx';
import { useScopes } from '../../state/context.tsx';
import { useWorkspace } from '../../state/view.ts';
import { givenLabel, ruleCounts } from './words.ts';

/** What each of the rules says: which speak, which are silent, and which need what from where. */
export function Rules() {
  const workspace = useWorkspace();
  const { scopes } = useScopes();
  const { data } = useQuery({
    queryKey: ['advice', 'rules', workspace],
    queryFn: () => client.advice.rules({ workspace }),
    enabled: scopes.includes('read') || scopes.includes('admin'),
  });
  if (!data || data.judged_at === null) return null;
  const of = (state: AdviceRule['state']) => data.rules.filter((rule) => rule.state === state);
  return (
    <details className="mt-5 text-[13px]" data-rules>
      <summary className="text-mute hover:text-ink">{ruleCounts(data.rules)}</summary>
      <Group title="Need input">
        {of('needs').map((rule) => (
          <Lacking key={rule.number} rule={rule} workspace={workspace} />
        ))}
      </Group>
      <Group title="Speak">
        {of('speaks').map((rule) => (
          <Line key={rule.number} rule={rule} says={`${rule.open} open`} />
        ))}
      </Group>
      <Group title="Silent: judged, and nothing to do">
        {of('silent').map((rule) => (
          <Line key={rule.number} rule={rule} says={rule.trigger} />
        ))}
      </Group>
    </details>
  );
}

function Group({ title, children }: { title: string; children: readonly React.ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section className="mt-4">
      <h3 className="border-b border-line pb-1 text-[13px] font-semibold">{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}

const row = 'grid gap-x-4 gap-y-1 border-b border-line py-2 sm:grid-cols-[270px_1fr_auto] sm:items-baseline';

function Line({ rule, says }: { rule: AdviceRule; says: string }) {
  return (
    <li className={row}>
      <span className="font-[550]">{rule.name}</span>
      <span className="text-mute">{says}</span>
    </li>
  );
}

/** What is missing in the rule's own words, and one button that leads to where it is given. */
function Lacking({ rule, workspace }: { rule: AdviceRule; workspace: string }) {
  if (!rule.cannot_tell) return null;
  const { needs, to } = rule.cannot_tell;
  return (
    <li className={row}>
      <span className="font-[550]">{rule.name}</span>
      <span className="text-mute">Needs {needs}.</span>
      <a
        className={`${buttonClass('plain')} min-h-[26px] justify-self-start text-[12.5px]`}
        href={`/w/${workspace}${to}`}
      >
        {givenLabel(to)}
      </a>
    </li>
  );
}
