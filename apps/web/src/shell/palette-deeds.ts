import { useNavigate } from '@tanstack/react-router';
import { useSample } from '../api/sample.ts';
import { useInbox } from '../features/advice/reads.ts';
import { looksLikeCall } from '../features/ask/index.ts';
import type { BudgetDeed } from '../state/budgets-search.ts';
import { readsReports, useIsAdmin, useScopes, useSurroundings } from '../state/context.tsx';
import { presetNames, presets } from '../state/range.ts';
import { carried, type ViewSearch } from '../state/search.ts';
import { useView } from '../state/view.ts';
import { type Page, pagesFor } from './pages.ts';
import { themeChoices, useTheme } from './theme.ts';
import { sampleName, useWorkspaceSwitch } from './workspace-switch.ts';

/** What the palette itself answers. */
export type Question = 'budget' | 'estimate' | 'charge';

/** One thing that can be done by name. */
export interface Deed {
  name: string;
  keys?: string;
  /** Stays in the palette, which asks on. */
  asks?: Question;
  run: () => void;
}

export type DeedGroup = readonly [heading: string, deeds: readonly Deed[]];

interface PaletteActs {
  onHelp: () => void;
  ask: (question: Question, typed?: string) => void;
}

/** Everything that can be done by name; `typed` may be an id, which is offered to be explained. */
export function useDeeds(typed: string, { onHelp, ask }: PaletteActs): readonly DeedGroup[] {
  const pages = pagesFor(useScopes().scopes);
  const { change } = useView();
  const go = useGo();
  return [
    ['Ask', useQuestions(typed, ask)],
    ['Go to', pages.map((page) => ({ name: page.name, keys: `g ${page.key}`, run: go(page.to) }))],
    ['Range', presets.map((preset) => ({ name: presetNames[preset], run: () => change({ range: preset }) }))],
    ['Do', useChores(onHelp)],
  ];
}

/** Opens a page as it stands, or at one of its places. */
export function useGo() {
  const navigate = useNavigate();
  const { workspace } = useView();
  return (to: Page['to'], hash?: string, more: Record<string, string> = {}) =>
    () =>
      navigate({
        to,
        params: { ws: workspace },
        search: (before: ViewSearch) => ({ ...carried(before), ...more }),
        hash,
      });
}

/** The verbs that agents have too. */
function useQuestions(typed: string, ask: PaletteActs['ask']): Deed[] {
  const { scopes, workerId } = useScopes();
  const reads = readsReports(scopes);
  const go = useGo();
  const budget = (deed: BudgetDeed) => go('/w/$ws/budgets', undefined, { do: deed });
  const question = (name: string, asks: Question): Deed => ({ name, asks, run: () => ask(asks) });
  const call = typed.trim();
  const explained: Deed[] =
    workerId === null || !looksLikeCall(call)
      ? []
      : [{ name: `Explain the charge of ${call}`, asks: 'charge', run: () => ask('charge', call) }];
  return [
    ...explained,
    ...(reads && call.startsWith('evt_')
      ? [{ name: `Open the event ${call}`, run: go('/w/$ws/explore', undefined, { event: call }) }]
      : []),
    ...(workerId === null ? [] : [question('My budget', 'budget')]),
    question('Estimate a cost', 'estimate'),
    ...(workerId === null ? [] : [question('Explain a charge', 'charge')]),
    ...(reads || workerId !== null
      ? [{ name: 'Ask for budget', run: reads ? budget('ask') : go('/w/$ws/me', 'budget') }]
      : []),
    ...useAdviceDeeds(reads),
  ];
}

/** Advice: what waits, and the first of it with what applying it would change. */
function useAdviceDeeds(reads: boolean): Deed[] {
  const go = useGo();
  const [first, ...others] = useInbox(reads).data?.recommendations ?? [];
  if (!first) return [];
  const waiting = others.length + 1;
  return [
    { name: `Recommendations: ${waiting} to look at`, run: go('/w/$ws/today', 'what-to-do') },
    {
      name: `${first.action.verb}: ${first.claim}`,
      run: go('/w/$ws/today', undefined, { advice: first.id }),
    },
  ];
}

function useChores(onHelp: () => void): Deed[] {
  const go = useGo();
  const admin = useIsAdmin();
  const { change, filters } = useView();
  const { choose } = useTheme();
  const chores: Deed[] = [
    { name: 'New envelope', run: go('/w/$ws/budgets', undefined, { do: 'new' }) },
    { name: 'Close a month', run: go('/w/$ws/ledger', 'close') },
    { name: 'Issue a grant', run: go('/w/$ws/grants', 'grants') },
    { name: 'Import usage', run: go('/w/$ws/sources', 'import') },
    { name: 'Price an unpriced model', run: go('/w/$ws/sources', 'unpriced') },
    { name: 'Map an identity to a person', run: go('/w/$ws/sources', 'unattributed') },
    { name: 'Create an API token', run: go('/w/$ws/settings', 'tokens') },
  ];
  return [
    ...(admin ? chores : []),
    ...(filters.length > 0 ? [{ name: 'Reset filters', run: () => change({ f: undefined }) }] : []),
    ...useOtherBooks(),
    ...themeChoices.map((choice) => ({ name: `Theme: ${choice}`, run: () => choose(choice) })),
    { name: 'Show all keys', keys: '?', run: onHelp },
  ];
}

/** The other workspace, where there is one. */
function useOtherBooks(): Deed[] {
  const { workspace } = useView();
  const { settings } = useSurroundings();
  const change = useWorkspaceSwitch();
  const isReady = useSample().data?.state === 'ready';
  if (workspace === 'live' && !isReady) return [];
  const other = workspace === 'live' ? 'sample' : 'live';
  const name = other === 'sample' ? sampleName : settings.company_name || 'your company';
  return [{ name: `Switch to ${name}`, keys: other, run: () => change(other) }];
}
