/** What Claude Code says of the session; every field may be missing. */
export interface SessionFacts {
  session_id?: string;
  model?: { id?: string; display_name?: string };
  cost?: { total_cost_usd?: number };
  context_window?: {
    used_percentage?: number | null;
    context_window_size?: number;
    current_usage?: Partial<Record<string, number>> | null;
  };
}

/** What of the budget was kept when it was last read. */
export interface KeptBudget {
  /** When it was read, in milliseconds. */
  at: number;
  /** The envelope that pays; null where nothing covers the person. */
  envelope: { free: string; limit: string; currency: string; resets_at: string } | null;
}

/** Older figures are shown with a mark. */
const freshMs = 10 * 60_000;
const dayMs = 86_400_000;

interface LineParts {
  session: SessionFacts;
  /** Dollars of all sessions of this machine today; null before anything is known. */
  today: number | null;
  budget: KeptBudget | null;
  now: number;
  color: boolean;
}

/** `Opus | $1.84 session · $9.10 today | $212 of $400 left (12d) | ctx 31%`; what is unknown is left out. */
export function statusText({ session, today, budget, now, color }: LineParts): string {
  const model = session.model?.display_name || session.model?.id || '';
  const cost = session.cost?.total_cost_usd;
  const spent = [
    ...(cost === undefined ? [] : [`${dollars(cost)} session`]),
    ...(today === null ? [] : [`${dollars(today)} today`]),
  ].join(' · ');
  const used = contextUsed(session);
  return [model, spent, budgetText(budget, now, color), used === null ? '' : `ctx ${used}%`]
    .filter((part) => part !== '')
    .join(' | ');
}

/** The client’s own estimate, to the cent: a figure for the eye, never one that is booked. */
const dollars = (amount: number): string => `$${Math.max(0, amount).toFixed(2)}`;

function budgetText(budget: KeptBudget | null, now: number, color: boolean): string {
  if (!budget?.envelope) return '';
  const { free, limit, currency, resets_at: resets } = budget.envelope;
  const days = Math.max(0, Math.ceil((Date.parse(resets) - now) / dayMs));
  const stale = now - budget.at > freshMs ? '?' : '';
  const money = (text: string) => (currency === 'USD' ? `$${figure(text)}` : `${figure(text)} ${currency}`);
  const text = `${money(free)} of ${money(limit)} left${stale} (${days}d)`;
  const share = Number(limit) > 0 ? Number(free) / Number(limit) : 0;
  if (!color || share > 0.1) return text;
  return share > 0 ? `\u001b[33m${text}\u001b[39m` : `\u001b[31m${text}\u001b[39m`;
}

/** Whole from a hundred on, cents below; never rounded up to money that is not there. */
function figure(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  if (whole.replace('-', '').length >= 3 || !/[1-9]/.test(fraction)) return whole;
  return `${whole}.${fraction.slice(0, 2).padEnd(2, '0')}`;
}

function contextUsed({ context_window: window }: SessionFacts): number | null {
  if (typeof window?.used_percentage === 'number') return Math.round(window.used_percentage);
  const { context_window_size: size, current_usage: usage } = window ?? {};
  if (!size || !usage) return null;
  const input = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'];
  const used = input.reduce((sum, name) => sum + (usage[name] ?? 0), 0);
  return Math.round((used / size) * 100);
}
