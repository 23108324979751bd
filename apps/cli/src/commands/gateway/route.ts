import type { DialectName } from '@exchequer/model';
import type { GateRouteView } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { renderTable, usageError } from '../../output/index.ts';
import { numberOf } from './rules.ts';
import type { RemoveFlags } from './upstream.ts';

export interface RouteFlags {
  models: string;
  to?: string[];
  fallback?: string[];
  canary?: string[];
  shadow?: string[];
  id?: string;
  dialect?: DialectName;
  position: string;
  retries: string;
  cache?: string;
}

type Target = GateRouteView['targets'][number];

/** Adds or changes a route. */
export async function addRoute(context: CommandContext<RouteFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const name = args[0] as string;
  const wish = {
    id: options.id ?? slug(name),
    name,
    models: options.models.split(',').flatMap((model) => model.trim() || []),
    targets: targetsOf(options),
    position: numberOf('--position', options.position) ?? 100,
    retries: numberOf('--retries', options.retries) ?? 2,
    cache_seconds: numberOf('--cache', options.cache) ?? null,
    ...(options.dialect && { dialect: options.dialect }),
  };
  const { client } = await context.connect();
  const route = await client.gateway.putRoute({ workspace: globals.workspace, ...wish });
  if (globals.json) return context.printJson('route/1', { route });
  terminal.out(`${route.name} (${route.id}): ${route.models.join(', ')} → ${targetsText(route.targets)}.\n`);
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60) || 'route';

/** `UPSTREAM[=MODEL][*SHARE]`. Names of models may hold colons and slashes, never a star. */
export function targetOf(text: string): Pick<Target, 'upstream_id' | 'model' | 'weight'> {
  const match = /^([A-Za-z0-9][\w-]*)(?:=([^*\s]+))?(?:\*(\d+(?:\.\d+)?))?$/.exec(text);
  if (!match?.[1])
    throw usageError(`${text} is no target`, 'Write UPSTREAM, UPSTREAM=MODEL or UPSTREAM=MODEL*SHARE.');
  return {
    upstream_id: match[1],
    model: match[2] ?? '',
    weight: match[3] === undefined ? 1 : Number(match[3]),
  };
}

function targetsOf({ to = [], fallback = [], canary = [], shadow = [] }: RouteFlags): Target[] {
  if (to.length === 0)
    throw usageError('the route leads nowhere', 'Name an upstream with --to, such as --to openai.');
  const as =
    (role: Target['role'], order = 0) =>
    (text: string) => ({ ...targetOf(text), role, order });
  return [
    ...to.map(as('normal')),
    ...fallback.map((text, at) => as('normal', at + 1)(text)),
    ...canary.map(as('canary')),
    ...shadow.map(as('shadow')),
  ];
}

const targetsText = (targets: readonly Target[]): string =>
  targets
    .map(({ upstream_id: id, model, weight, order, role }) => {
      const share = weight === 1 ? '' : role === 'canary' ? ` ${weight} %` : ` ×${weight}`;
      const what = role !== 'normal' ? ` (${role})` : order > 0 ? ` (fallback ${order})` : '';
      return `${id}${model ? ` as ${model}` : ''}${share}${what}`;
    })
    .join(', ');

/** Writes the routes. */
export async function listRoutes(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const { routes } = await client.gateway.routes({ workspace: globals.workspace });
  if (globals.json) return context.printJson('routes/1', { routes });
  if (routes.length === 0) return terminal.out('No routes. The first upstream of an API brings one.\n');
  const columns = [
    { title: 'Id' },
    { title: 'Models', least: 10 },
    { title: 'API', dropOrder: 1 },
    { title: 'Goes to', least: 12 },
    { title: 'Retries', align: 'right' as const, dropOrder: 2 },
    { title: 'Cache', align: 'right' as const, dropOrder: 3 },
    { title: 'State', dropOrder: 4 },
  ];
  const rows = routes.map((route) => ({
    cells: [
      route.id,
      route.models.join(', '),
      route.dialect ?? 'any',
      targetsText(route.targets),
      String(route.retries),
      route.cache_seconds === null ? '–' : `${route.cache_seconds} s`,
      route.enabled ? 'on' : 'off',
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
}

/** Removes a route. */
export async function removeRoute(context: CommandContext<RemoveFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const id = args[0] as string;
  if (!options.yes) return terminal.out(`Would remove the route ${id}. Nothing was written; add --yes.\n`);
  const { client } = await context.connect();
  const result = await client.gateway.removeRoute({ workspace: globals.workspace, id });
  if (globals.json) return context.printJson('route-removed/1', { id, ...result });
  terminal.out(`Removed the route ${id}.\n`);
}
