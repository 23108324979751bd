import type { BudgetEnvelope } from '@exchequer/model/contract';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useWidth } from '../../components/width.ts';
import type { BudgetsSearch } from '../../state/budgets-search.ts';
import { useView } from '../../state/view.ts';
import { EnvelopeRow, PersonsRow } from './envelope-row.tsx';
import { everyKey, openAtFirst, rowsOf, type Tree, type TreeRow } from './tree.ts';

const phoneWidth = 640;
const barWidth = 190;

/** Every envelope with its bar, as a tree that folds; arrow keys walk it, Enter opens a row. */
export function EnvelopeTree({ tree, search }: { tree: Tree; search: BudgetsSearch }) {
  const { change } = useView();
  const { ref, width } = useWidth<HTMLDivElement>();
  const [open, setOpen] = useState(() => openAtFirst(tree));
  const [focused, setFocused] = useState<string | null>(null);
  const rows = useMemo(() => rowsOf(tree, open, search.find), [tree, open, search.find]);
  const fold = (key: string, unfolded: boolean) => {
    const next = new Set(open);
    if (unfolded) next.add(key);
    else next.delete(key);
    setOpen(next);
  };
  const stop = rows.some((row) => row.key === focused) ? focused : (rows[0]?.key ?? null);
  const bar = width > 0 && width < phoneWidth ? width - 2 : barWidth;
  const opened = (envelope: BudgetEnvelope) => change({ envelope: envelope.id, period: undefined });
  return (
    <div ref={ref}>
      <Tools tree={tree} search={search} onOpen={setOpen} />
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows fold is a tree grid
        role="treegrid"
        aria-label="Envelopes"
        className="table cards [--step:18px] max-sm:[--step:10px]"
        onKeyDown={(event) => onTreeKey(event, rows, fold, setFocused)}
        onClick={(event) => onRowClick(event.target)}
      >
        <Head />
        <tbody>
          {rows.map((row) =>
            row.row === 'envelope' ? (
              <EnvelopeRow
                key={row.key}
                row={row}
                bar={bar}
                stop={row.key === stop}
                onFold={fold}
                onOpen={opened}
                onFocus={setFocused}
              />
            ) : (
              <PersonsRow
                key={row.key}
                row={row}
                bar={bar}
                stop={row.key === stop}
                onFold={fold}
                onFocus={setFocused}
              />
            ),
          )}
        </tbody>
      </table>
      {rows.length === 0 ? (
        <p className="py-3 text-mute">
          No envelope by that name.{' '}
          <button type="button" className="link" onClick={() => change({ find: undefined })}>
            Show all
          </button>
        </p>
      ) : null}
      <Legend />
    </div>
  );
}

function Tools({
  tree,
  search,
  onOpen,
}: {
  tree: Tree;
  search: BudgetsSearch;
  onOpen: (open: ReadonlySet<string>) => void;
}) {
  const { change } = useView();
  return (
    <div className="flex flex-wrap items-center gap-2 py-2">
      <input
        type="search"
        className="field w-60 max-sm:w-full"
        aria-label="Find an envelope"
        placeholder="Find by name or owner"
        value={search.find ?? ''}
        onChange={(e) => change({ find: e.target.value || undefined }, { replace: true })}
      />
      <Button kind="quiet" onClick={() => onOpen(everyKey(tree))}>
        Unfold all
      </Button>
      <Button kind="quiet" onClick={() => onOpen(new Set())}>
        Fold all
      </Button>
    </div>
  );
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col">Envelope</th>
        <th scope="col">Period, rule</th>
        <th scope="col">Use</th>
        <th scope="col" className="n">
          Spent
        </th>
        <th scope="col" className="n">
          Held
        </th>
        <th scope="col" className="n">
          Free
        </th>
        <th scope="col" className="n">
          Limit
        </th>
        <th scope="col" className="n">
          Used
        </th>
        <th scope="col" className="pl-4">
          Owner
        </th>
      </tr>
    </thead>
  );
}

function Legend() {
  return (
    <p className="mt-2 text-[12.5px] text-mute">
      <span className="mr-1 inline-block h-2 w-4 rounded-[1px] bg-accent" aria-hidden /> spent
      <span className="hatched mr-1 ml-4 inline-block h-2 w-4 rounded-[1px]" aria-hidden /> held for running
      calls (reservations)
      <span className="mr-1 ml-4 inline-block h-2 w-4 rounded-[1px] bg-line" aria-hidden /> free
      <span className="mr-1 ml-4 inline-block h-3 w-[2px] bg-ink align-[-2px]" aria-hidden /> where even
      spending would stand; ticks below are the thresholds.
    </p>
  );
}

/** A click anywhere on a row is one on its name. */
function onRowClick(target: EventTarget) {
  if (!(target instanceof Element) || target.closest('button')) return;
  target.closest('tr')?.querySelector<HTMLElement>('button[data-opens]')?.click();
}

/** The keys of a tree grid: up and down walk, right unfolds, left folds or goes to the row above it. */
function onTreeKey(
  event: KeyboardEvent,
  rows: readonly TreeRow[],
  fold: (key: string, unfolded: boolean) => void,
  focus: (key: string) => void,
) {
  const key = (event.target as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset.key;
  const at = rows.findIndex((row) => row.key === key);
  const row = rows[at];
  if (!row) return;
  const go = (to: TreeRow | undefined) => {
    if (!to) return;
    focus(to.key);
    const place = event.currentTarget.querySelector<HTMLElement>(
      `[data-key="${CSS.escape(to.key)}"] [data-opens]`,
    );
    place?.focus();
  };
  const above = () => rows.slice(0, at).findLast((other) => other.depth < row.depth);
  const move = {
    down: () => go(rows[at + 1]),
    up: () => go(rows[at - 1]),
    home: () => go(rows[0]),
    end: () => go(rows.at(-1)),
    right: () => (row.open === false ? fold(row.key, true) : row.open ? go(rows[at + 1]) : undefined),
    left: () => (row.open ? fold(row.key, false) : go(above())),
  }[event.key.replace('Arrow', '').toLowerCase()];
  if (!move) return;
  event.preventDefault();
  move();
}
