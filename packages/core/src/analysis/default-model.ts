import type { ChangeEvent } from './change-event.ts';

/** Calls of a workflow on a model on a day. */
export interface ModelDay {
  readonly day: string;
  readonly workflow: string;
  readonly model: string;
  readonly calls: number;
}

/** Days before a change that had another model, and from it on that have the new one. */
const before = 5;
const after = 2;
/** A model is the usual one where it takes so much of a day's calls. */
const mostly = 0.6;

/**
 * Days on which a workflow went over to another model: most of its calls went to one on each of five days
 * with calls before, and to another from that day on. What is told of it is a change of its default; a day
 * with both about equally is none.
 */
export function defaultModelChanges(rows: readonly ModelDay[]): ChangeEvent[] {
  const workflows = grouped(rows, ({ workflow }) => workflow);
  return [...workflows].flatMap(([workflow, own]) => changesOf(workflow, usualByDay(own)));
}

function grouped(rows: readonly ModelDay[], keyOf: (row: ModelDay) => string): Map<string, ModelDay[]> {
  const groups = new Map<string, ModelDay[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

/** The model that most calls of a day went to; '' where none takes most of them. */
function usualByDay(rows: readonly ModelDay[]): { day: string; model: string }[] {
  return [...grouped(rows, ({ day }) => day)]
    .map(([day, of]) => {
      const all = of.reduce((sum, { calls }) => sum + calls, 0);
      const first = of.find(({ calls }) => calls > 0 && calls >= mostly * all);
      return { day, model: first?.model ?? '' };
    })
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

function changesOf(workflow: string, days: readonly { day: string; model: string }[]): ChangeEvent[] {
  return days.flatMap(({ day, model }, at) => {
    const past = days.slice(Math.max(0, at - before), at);
    const next = days.slice(at, at + after);
    const former = past.at(-1)?.model ?? '';
    const isChange =
      model !== '' && former !== '' && model !== former && past.length === before && next.length === after;
    if (!isChange || past.some((one) => one.model !== former) || next.some((one) => one.model !== model))
      return [];
    const name = `${workflow} went over from ${former} to ${model}`;
    return [
      { id: `default:${day}:${workflow}`, kind: 'model-default', day, name, about: { workflow, model } },
    ];
  });
}

/** Days around a range that have to be read to tell of changes in it, were there calls on half of them. */
export const modelDaysAround = { before: 2 * before, after: 2 * after } as const;
