import type { GateRouteView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { span } from '../../format/time.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

/** Which models go where; the first route that fits is taken. */
export function Routes() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const routes = useQuery({
    queryKey: ['routes', workspace],
    queryFn: () => client.gateway.routes({ workspace }),
  });
  const upstreams = useQuery({
    queryKey: ['upstreams', workspace],
    queryFn: () => client.gateway.upstreams({ workspace }),
  });
  const error = routes.error ?? upstreams.error;
  const names = new Map(upstreams.data?.upstreams.map(({ id, name }) => [id, name]));
  return (
    <Section
      id="routes"
      title="Routes"
      sub="The first that fits a call is taken. A failure before the first byte goes on to the next target."
    >
      {error ? (
        <Failure error={error} onRetry={() => Promise.all([routes.refetch(), upstreams.refetch()])} />
      ) : null}
      {!routes.data && !error ? <Skeleton height={80} /> : null}
      {routes.data?.routes.length === 0 ? (
        <p className="py-2 text-mute">No route yet; a first provider brings one.</p>
      ) : null}
      {routes.data && routes.data.routes.length > 0 ? (
        <table className="table cards">
          <thead>
            <tr>
              <th scope="col">Route</th>
              <th scope="col">Models</th>
              <th scope="col">Goes to</th>
              <th scope="col" className="n">
                Retries
              </th>
              <th scope="col">Cache</th>
              <th scope="col" className="n">
                <span className="sr-only">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {routes.data.routes.map((route) => (
              <Row key={route.id} route={route} names={names} admin={admin} />
            ))}
          </tbody>
        </table>
      ) : null}
      {admin ? (
        <p className="mt-2 text-[12.5px] text-mute">
          Routes with weights, fallbacks, canaries and aliases:{' '}
          <code>exchequer gateway route add --help</code>
        </p>
      ) : null}
    </Section>
  );
}

function Row({
  route,
  names,
  admin,
}: {
  route: GateRouteView;
  names: ReadonlyMap<string, string>;
  admin: boolean;
}) {
  const { workspace } = useView();
  const { id, name, enabled } = route;
  return (
    <tr>
      <td className="head">
        {name} {route.dialect ? <Tag>{route.dialect}</Tag> : null}{' '}
        {enabled ? null : <Tag tone="stop">off</Tag>}
      </td>
      <td data-label="Models">
        <code className="break-all">{route.models.join(', ')}</code>
      </td>
      <td data-label="Goes to">{targetsOf(route, names)}</td>
      <td data-label="Retries" className="n">
        {route.retries}
      </td>
      <td data-label="Cache" className="text-mute">
        {route.cache_seconds === null ? 'off' : span(route.cache_seconds)}
      </td>
      <td className="n">
        {admin ? (
          <ActionButton
            kind="quiet"
            run={() => client.gateway.putRoute({ workspace, ...route, enabled: !enabled })}
            done={() => `${name} is ${enabled ? 'off' : 'on'}`}
          >
            {enabled ? 'Turn off' : 'Turn on'}
          </ActionButton>
        ) : null}
        {admin ? <span className="sr-only">{id}</span> : null}
      </td>
    </tr>
  );
}

/** Targets in the order in which they are tried, with their shares. */
function targetsOf({ targets }: GateRouteView, names: ReadonlyMap<string, string>): string {
  const orders = [...new Set(targets.map(({ order }) => order))].sort((a, b) => a - b);
  const steps = orders.map((order) => {
    const those = targets.filter((target) => target.order === order);
    const whole = those.filter(({ role }) => role === 'normal').reduce((sum, { weight }) => sum + weight, 0);
    return those
      .map(({ upstream_id: upstream, model, weight, role }) => {
        const place = `${names.get(upstream) ?? upstream}${model ? ` as ${model}` : ''}`;
        if (role !== 'normal') return `${place} (${role}, ${weight} %)`;
        return those.length > 1 && whole > 0 ? `${place} ${Math.round((weight / whole) * 100)} %` : place;
      })
      .join(', ');
  });
  return steps.join(', then ');
}
