import type { CallLabels, GatewayKey } from '@exchequer/model';
import type { WireHeaders } from '@exchequer/vendors/gate';

/** What is kept of one label; longer ones are no names. */
const longest = 200;

function said(headers: WireHeaders, name: string): string {
  const value = headers[name];
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : (value[0] ?? '');
  return text.length > longest ? text.slice(0, longest) : text;
}

const deepest = 1_000;

function depthOf(text: string): number {
  const depth = Number(text);
  return text !== '' && Number.isInteger(depth) && depth >= 0 ? Math.min(depth, deepest) : 0;
}

/**
 * What a call says of itself: the common headers first, then what its dialect knows, then the key.
 * Claims: they decide how spend is shown and which of the key's own budgets pays, never who called.
 */
export function labelsOf(headers: WireHeaders, wire: Partial<CallLabels>, key: GatewayKey): CallLabels {
  return {
    session: said(headers, 'x-exchequer-session') || wire.session || '',
    workflow: said(headers, 'x-exchequer-workflow') || wire.workflow || key.workflow,
    project: said(headers, 'x-exchequer-project') || wire.project || key.project,
    purpose: said(headers, 'x-exchequer-purpose') || wire.purpose || key.purpose,
    repo: said(headers, 'x-exchequer-repo') || wire.repo || '',
    branch: said(headers, 'x-exchequer-branch') || wire.branch || '',
    // A key that is made for one agent is that agent's, whatever the caller says.
    agent: key.agent || said(headers, 'x-exchequer-agent') || wire.agent || '',
    parentAgent: said(headers, 'x-exchequer-parent-agent') || wire.parentAgent || '',
    rootRun: said(headers, 'x-exchequer-root-run') || wire.rootRun || '',
    depth: depthOf(said(headers, 'x-exchequer-depth')) || wire.depth || 0,
  };
}
