import { type Company, dateOf, storiesOf } from '../index.ts';

/**
 * What was planted in a company, for tests and for nobody else: the product never reads it. Dates are
 * days of the company's span in UTC; amounts are US dollars.
 */
export interface Truth {
  company: string;
  simulated: true;
  size: Company['size'];
  stories: {
    elasticity: { beta: number; confounder: 'talent'; note: string };
    runaway: { agent: string; owner: string; date: string; requests: number };
    cache_miss: { team: string; repository: string; from: string; to: string };
    workflow: { name: string; from: string; to: string; times: number };
    month_end: { area: string; times: number };
    unused: { team: string } | null;
    invoice: { overcharge: string };
  };
}

/** The truth of a company. */
export function truthOf(company: Company, name: string): Truth {
  const { size } = company;
  const { runaway, cacheMiss, workflow, monthEnd, unused, elasticity, invoice } = storiesOf(company);
  const date = (day: number) => dateOf(size.from, day);
  return {
    company: name,
    simulated: true,
    size,
    stories: {
      elasticity: {
        beta: elasticity.beta,
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
      workflow: {
        name: workflow.name,
        from: date(workflow.from),
        to: date(workflow.to),
        times: workflow.times,
      },
      month_end: { area: monthEnd.area, times: monthEnd.times },
      unused,
      invoice,
    },
  };
}
