import type { TermKind, Terms } from '@exchequer/model';
import type { CommandContext } from '../../frame/index.ts';
import { groupDigits, renderTable } from '../../output/index.ts';

type Column = readonly [title: string, right?: boolean];
type Sheet = { columns: readonly Column[]; rows: string[][] };

const share = (part: number): string => `${Number((part * 100).toFixed(2))} %`;

const sheets: { readonly [K in TermKind]: (terms: Terms[K]) => Sheet } = {
  commitment: (terms) => ({
    columns: [
      ['Name'],
      ['Provider'],
      ['Type'],
      ['State'],
      ['Amount', true],
      ['Discount', true],
      ['From'],
      ['To'],
    ],
    rows: terms.map(({ name, provider, type, state, amount, discount, from, to }) => [
      ...[name, provider, type, state, groupDigits(amount), share(discount), from, to],
    ]),
  }),
  seat: (terms) => ({
    columns: [['Tool'], ['Vendor'], ['Seats', true], ['Price', true], ['Used', true]],
    rows: terms.map(({ tool, vendor, seats, price, used }) => [
      ...[
        tool,
        vendor || '–',
        String(seats),
        groupDigits(price),
        used === undefined ? 'metered' : String(used),
      ],
    ]),
  }),
  wait: (terms) => ({
    columns: [['Workflow'], ['Hours', true]],
    rows: terms.map(({ workflow, hours }) => [workflow, String(hours)]),
  }),
  evaluation: (terms) => ({
    columns: [
      ['Workflow'],
      ['Class'],
      ['Model'],
      ['Cheaper'],
      ['Pairs', true],
      ['Only dearer', true],
      ['Only cheaper', true],
    ],
    rows: terms.map(({ workflow, task_class, model, cheaper_model, pairs, dearer_only, cheaper_only }) => [
      ...[workflow, task_class || '–', model, cheaper_model],
      ...[pairs, dearer_only, cheaper_only].map(String),
    ]),
  }),
};

/** Writes what is stated of a kind. */
export async function listTerms(
  { globals, terminal, connect, printJson }: CommandContext<object>,
  kind: TermKind,
): Promise<void> {
  const { client } = await connect();
  const terms = await client.terms.list({ workspace: globals.workspace });
  if (globals.json) return printJson(`${kind}s/1`, { [kind]: terms[kind] });
  const { columns, rows } = (sheets[kind] as (of: Terms[TermKind]) => Sheet)(terms[kind]);
  if (rows.length === 0) return terminal.out(`No ${kind} is stated yet.\n`);
  const titled = columns.map(([title, right]) => ({ title, ...(right && { right: true }) }));
  terminal.out(
    renderTable(
      { columns: titled, rows: rows.map((cells) => ({ cells })) },
      terminal.columns,
      terminal.style,
    ),
  );
}
