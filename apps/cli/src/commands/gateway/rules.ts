import type { GateRulesView } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { renderTable, usageError } from '../../output/index.ts';

export interface RulesFlags {
  holds?: GateRulesView['holds'];
  booksLost?: GateRulesView['books_lost'];
  uncovered?: GateRulesView['uncovered'];
  batches?: GateRulesView['batches'];
  clientGone?: GateRulesView['client_gone'];
  defaultMaxOutput?: string;
  leaseSeconds?: string;
  inDoubt?: GateRulesView['in_doubt'];
  yes?: boolean;
}

const meanings: Readonly<Record<keyof GateRulesView, string>> = {
  holds: 'what is held for a call: its worst case, or what is usual and more as it runs',
  books_lost: 'calls while the books cannot be reached and nothing is leased',
  uncovered: 'calls that no envelope pays for',
  batches: 'batches, whose cost no gateway sees',
  client_gone: 'a call whose client left: ended at once, or read to its final usage',
  default_max_output: 'output tokens held where a call names no limit',
  lease_seconds: 'after how many seconds of silence a gateway’s leases are in doubt',
  in_doubt: 'leases in doubt: given back, or kept until someone decides',
};

const boundMeans = 'by how much an envelope may be overspent at most, as a part of its limit';

/** Shows the rules; with flags and --yes, changes them. */
export async function rules(context: CommandContext<RulesFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { workspace } = globals;
  const wish = changeOf(options);
  const { client } = await context.connect();
  const before = await client.gateway.rules({ workspace });
  const isChange = Object.keys(wish).length > 0;
  const after =
    isChange && options.yes ? await client.gateway.setRules({ workspace, ...wish }) : { ...before, ...wish };
  if (globals.json)
    return context.printJson('gateway-rules/1', { written: isChange && options.yes === true, rules: after });
  const { style } = terminal;
  const names = Object.keys(meanings) as (keyof GateRulesView)[];
  const rows = names.map((name) => {
    const isNew = before[name] !== after[name];
    return {
      cells: [
        name,
        isNew ? style.bold(`${before[name]} → ${after[name]}`) : String(after[name]),
        meanings[name],
      ],
    };
  });
  // What is not written yet has no bound of the server's.
  if (before.holds === after.holds || options.yes)
    rows.push({ cells: ['overshoot_bound', after.overshoot_bound, boundMeans] });
  const columns = [{ title: 'Rule' }, { title: 'Is', least: 16 }, { title: 'About', dropOrder: 1 }];
  terminal.out(renderTable({ columns, rows }, terminal.columns, style));
  if (isChange)
    terminal.out(
      options.yes ? '\nChanged; gateways follow within a second.\n' : '\nNothing was written; add --yes.\n',
    );
}

function changeOf(flags: RulesFlags): Partial<GateRulesView> {
  const change = {
    holds: flags.holds,
    books_lost: flags.booksLost,
    uncovered: flags.uncovered,
    batches: flags.batches,
    client_gone: flags.clientGone,
    default_max_output: numberOf('--default-max-output', flags.defaultMaxOutput),
    lease_seconds: numberOf('--lease-seconds', flags.leaseSeconds),
    in_doubt: flags.inDoubt,
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** A whole number of a flag; undefined where it was not given. */
export function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError(`${flag}: "${text}" is no whole number`, 'Write digits alone, such as 60.');
}
