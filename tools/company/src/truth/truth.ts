import { type Company, dateOf, storiesOf } from '../index.ts';

/**
 * What was planted in a company, for tests and for nobody else: the product never reads it. Dates are
 * days of the company's span in UTC; amounts are US dollars. A story that the span is too short for is
 * null and named in `omitted`.
 */
export interface Truth {
  company: string;
  simulated: true;
  size: Company['size'];
  omitted: string[];
  stories: {
    elasticity: { beta: number; confounder: 'talent'; note: string };
    runaway: { agent: string; owner: string; date: string; requests: number };
    cache_miss: { team: string; repository: string; from: string; to: string };
    price_cut: { provider: string; model: string; date: string; before: string; after: string };
    unused: { team: string; plan: string } | null;
    invoice: { provider: string; month: string; overcharge: string } | null;
    simpson: { cheaper_at_each: string; cheaper_over_all: string; by: 'workflow'; workflows: string[] };
    month_end: { area: string; times: number };
    workflow: { name: string; from: string; to: string; times: number } | null;
  };
}

/** Days that the workflow needs to grow as told: a quarter. */
const growth = 91;

/** The truth of a company. */
export function truthOf(company: Company, name: string): Truth {
  const { size } = company;
  const told = storiesOf(company);
  const date = (day: number) => dateOf(size.from, day);
  const { runaway, cacheMiss, workflow, monthEnd, priceCut, simpson, invoice } = told;
  const { provider, model, before, after } = priceCut;
  const stories: Truth['stories'] = {
    elasticity: {
      beta: told.elasticity.beta,
      confounder: 'talent',
      note: 'of merged pull requests to the requests of a person-week; talent raises both, so that a plain regression finds more',
    },
    runaway: {
      agent: runaway.agent,
      owner: runaway.owner.key,
      date: date(runaway.day),
      requests: runaway.requests,
    },
    cache_miss: {
      team: cacheMiss.team,
      repository: cacheMiss.repo,
      from: date(cacheMiss.from),
      to: date(cacheMiss.to),
    },
    price_cut: { provider, model, date: date(priceCut.day), before: before.output, after: after.output },
    unused: told.unused === null ? null : { ...told.unused, plan: 'Learning tokens' },
    invoice: invoice.month === null ? null : { ...invoice, month: invoice.month },
    simpson: {
      cheaper_at_each: simpson.cheaper,
      cheaper_over_all: simpson.dearer,
      by: 'workflow',
      workflows: [...new Set(simpson.cells.map((cell) => cell.workflow))],
    },
    month_end: { area: monthEnd.area, times: monthEnd.times },
    workflow:
      size.days < growth
        ? null
        : {
            name: workflow.name,
            from: date(workflow.from),
            to: date(workflow.to - 1),
            times: workflow.times,
          },
  };
  const omitted = Object.entries(stories).flatMap(([story, planted]) => (planted === null ? [story] : []));
  return { company: name, simulated: true, size, omitted, stories };
}
