import { contract, type WorkItem } from '@exchequer/model/contract';
import { implement, ORPCError } from '@orpc/server';
import { curvePart, experimentPart } from './stand-in-curve.ts';
import { outcomeSourcePart } from './stand-in-outcome.ts';
import { valueCatalogue } from './stand-in-value.ts';

const os = implement(contract);

const outcome = (id: string, work_key: string, state: WorkItem['outcomes'][number]['state']) => ({
  id,
  occurred_at: '2026-02-11T15:04:00.000Z',
  recorded_at: '2026-02-11T15:04:02.000Z',
  source: 'github',
  kind: 'pull_request.merged',
  kind_name: 'Pull request merged',
  work_key,
  team: 'Platform',
  handled_by: 'both',
  state,
  value: null,
  currency: '',
  quality: null,
  linked: true,
});

const item = (key: string, cost: string, told: Partial<WorkItem>): WorkItem => ({
  work_key: `ticket:${key}`,
  kind: 'ticket',
  cost,
  tokens: '4810233',
  requests: '61',
  sessions: '4',
  commits: { by_key: ['9f31c2e'], by_session: ['9f31c2e'], any: ['9f31c2e', '41bb0aa'] },
  outcomes: [],
  weakest_rule: 'head-branch',
  incomplete: [],
  ...told,
});

const works: WorkItem[] = [
  item('harbour-4', '9.1822', { outcomes: [outcome('out_1', 'ticket:harbour-4', 'provisional')] }),
  item('harbour-2', '4.4107', {
    outcomes: [outcome('out_2', 'ticket:harbour-2', 'reversed')],
    commits: { by_key: [], by_session: [], any: ['77ac013'] },
  }),
  item('harbour-0', '1.0931', {
    incomplete: ['the session’s own record is missing: only a subagent’s'],
    commits: { by_key: [], by_session: [], any: [] },
  }),
];

/** What usage was for, how much of it reached anything, and what may be said of growth and decisions. */
export function valueParts(full: boolean) {
  return {
    outcome: outcomePart(full),
    value: valuePart(full),
    decision: decisionPart(full),
    factory: factoryPart(full),
    experiment: experimentPart(full),
  };
}

function outcomePart(full: boolean) {
  return {
    ...outcomeSourcePart(full),
    coverage: os.outcome.coverage.handler(({ input }) => ({
      range: input.range,
      cost: full ? '27.3804' : '0',
      linked_cost: full ? '14.6860' : '0',
      unlinked_cost: full ? '12.6944' : '0',
      linked_share: full ? '0.536369' : null,
      by_rule: full
        ? [
            { rule: 'printed-commit', name: 'Commit printed by the session', cost: '9.1822' },
            { rule: 'head-branch', name: 'Branch of a pull request', cost: '5.5038' },
          ]
        : [],
      outcomes: full ? '41' : '0',
      outcomes_without_usage: full ? '6' : '0',
      outcomes_without_worker: full ? '2' : '0',
      incomplete: [],
    })),
    works: os.outcome.works.handler(() => ({ items: full ? works : [], next_cursor: null })),
    work: os.outcome.work.handler(({ input }) => {
      const found = works.find((one) => one.work_key === input.work_key);
      if (!found) throw new ORPCError('NOT_FOUND', { message: 'there is no such work item' });
      const step = (from: string, to: string, rule: string, rule_name: string, confidence: number) => ({
        from,
        to,
        rule,
        rule_name,
        confidence,
        evidence: '',
        manual: false,
        revoked: false,
      });
      return {
        ...found,
        links: [
          step(
            'session:claude-code/3f2a',
            'commit:9f31c2e',
            'printed-commit',
            'Commit printed by the session',
            1,
          ),
          step('commit:9f31c2e', found.work_key, 'ticket-in-message', 'Ticket named by the commit', 0.9),
        ],
      };
    }),
    setLink: os.outcome.setLink.handler(({ input }) => ({
      from: input.from,
      to: input.to,
      rule: 'manual',
      rule_name: 'By hand',
      confidence: 1,
      evidence: input.reason,
      manual: true,
      revoked: input.revoked,
    })),
  };
}

const evidenceOf = (metric: string) => {
  const few = metric === 'features_per_million';
  return {
    metric,
    grade: 'E0' as const,
    grade_meaning: 'describes, proves no cause',
    n: few ? '19' : '412',
    teams: 6,
    interval: few ? { low: '0.05', high: '0.083', level: 0.95, method: 'bootstrap over teams' } : null,
    coverage: few ? '0.536' : null,
    shows: few ? ('interval' as const) : ('value' as const),
    reason: few ? 'fewer than 30 outcomes' : null,
  };
};

function valuePart(full: boolean) {
  return {
    evidence: os.value.evidence.handler(({ input }) => input.metrics.map(evidenceOf)),
    explain: os.value.explain.handler(({ input }) => {
      const definition = valueCatalogue.find((one) => one.key === input.metric) ?? valueCatalogue[0];
      if (!definition) throw new ORPCError('NOT_FOUND', { message: 'there is no such metric' });
      return {
        definition,
        in_words: definition.formula,
        machine: {},
        inputs: [
          {
            measure: 'lead_seconds',
            name: 'seconds from first work to merge',
            fact: 'outcome',
            sum: '39738240',
            needs: null,
          },
          {
            measure: 'lead_count',
            name: 'pull requests whose lead time is known',
            fact: 'outcome',
            sum: '412',
            needs: null,
          },
        ],
        value: null,
        evidence: evidenceOf(input.metric),
        needs: null,
        remedy: null,
      };
    }),
    growth: os.value.growth.handler(() => ({
      verdict: full ? ('unproven' as const) : ('cannot-tell' as const),
      sentence: full
        ? 'Tokens grew while headcount stood still, and outcomes per dollar fell.'
        : 'There is nothing to compare yet.',
      normalised_tokens_change: full ? '2.32' : null,
      headcount_change: full ? '0.009' : null,
      outcomes_per_dollar_change: full ? '-0.11' : null,
      needs: full ? null : 'usage',
    })),
    curve: curvePart(full),
    access: os.value.access.handler(() =>
      full
        ? [
            {
              role: 'Engineer',
              persons: 34,
              gini: '0.41',
              p90_over_p10: '7.2',
              denied_requests: '12',
              denied_share: '0.004',
              suppressed: null,
            },
            {
              role: 'Finance',
              persons: 4,
              gini: null,
              p90_over_p10: null,
              denied_requests: '0',
              denied_share: null,
              suppressed: 'fewer than 5 persons',
            },
          ]
        : [],
    ),
  };
}

function decisionPart(full: boolean) {
  const one = (id: string, title: string, state: 'acted' | 'open', seconds: number) => ({
    id,
    kind: 'pricing',
    title,
    team_id: '',
    team: null,
    signal_at: '2026-02-02T08:00:00.000Z',
    detected_at: '2026-02-02T09:10:00.000Z',
    decided_at: '2026-02-03T15:00:00.000Z',
    acted_at: state === 'acted' ? '2026-02-05T10:00:00.000Z' : null,
    reviewed_at: null,
    dropped_at: null,
    judgement_minutes: 40,
    execution_minutes: 200,
    stated_probability: 0.7,
    turned_out: null,
    reversed_at: null,
    inputs: [{ name: 'usage', as_of: null, fresh_within_seconds: null, live: true, by_ai: false }],
    state,
    latency_seconds: seconds,
    inputs_ready: 1,
  });
  return {
    list: os.decision.list.handler(() => ({
      decisions: full
        ? [
            one('dec_1', 'Lower the entry price', 'acted', 266_400),
            one('dec_2', 'Move triage to a smaller model', 'open', 950_000),
          ]
        : [],
      next_cursor: null,
    })),
    latency: os.decision.latency.handler(() => ({
      kind: null,
      decisions: full ? 18 : 0,
      open: full ? 5 : 0,
      p50_seconds: full ? 190_000 : null,
      p90_seconds: null,
      stages: [
        { stage: 'detect' as const, p50_seconds: full ? 4_200 : null },
        { stage: 'decide' as const, p50_seconds: full ? 86_000 : null },
        { stage: 'act' as const, p50_seconds: full ? 93_000 : null },
      ],
      curve: [],
    })),
  };
}

function factoryPart(full: boolean) {
  const pool = {
    pool: 'h100',
    boundary: 'server',
    pue: 1.3,
    prompt_tokens: '81000000',
    generated_tokens: '12400000',
    cached_tokens: '30100000',
    requests: '9120',
    measured_joules: '31000000',
    joules: '40300000',
    joules_per_token: '0.431',
    joules_per_generated_token: '3.25',
    tokens_per_joule: '2.32',
    kwh_per_million: '0.12',
    mean_watts: '1820',
    utilisation: '0.34',
    cost: { depreciation: '410', rent: '0', power: '52', ops: '120', idle: '384', total: '582' },
    cost_per_million: '6.23',
    cost_per_million_at_full_use: '2.12',
    idle_watts_loss: null,
    lower_bound: true,
    restarts: 1,
    scraped_share: '0.98',
    needs: ['a price per million tokens that own GPUs are sold at'],
  };
  return { report: os.factory.report.handler(() => (full ? [pool] : [])) };
}
