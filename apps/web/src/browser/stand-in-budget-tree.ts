import type { BudgetEnvelope } from '@exchequer/model/contract';

/** An invented envelope; amounts in cents of a dollar. */
export interface BudgetNode {
  id: string;
  name: string;
  kind: BudgetEnvelope['kind'];
  ref: string;
  parent: string | null;
  limit: number;
  /** Spent and held by what stands under no envelope below this one. */
  spent: number;
  held: number;
  /** Added to the current period by approved requests and moves. */
  increases: number;
  moved: number;
  enforcement: BudgetEnvelope['enforcement'];
  period: BudgetEnvelope['period'];
  custom: BudgetEnvelope['custom'];
  thresholds: number[];
  overdraft: number;
  rollover: BudgetEnvelope['rollover'];
  owner: readonly [id: string, name: string] | null;
  managed: BudgetEnvelope['managed_by'];
  state: BudgetEnvelope['state'];
  version: number;
}

type Told = Partial<Omit<BudgetNode, 'id' | 'parent'>> & { under?: readonly Planted[] };
type Planted = readonly [name: string, kind: BudgetNode['kind'], dollars: number, told?: Told];

const dana = ['wrk_1', 'Dana Whitfield'] as const;
const ilse = ['wrk_2', 'Ilse Brandt'] as const;
const tomasz = ['wrk_3', 'Tomasz Okoro'] as const;

const cents = (dollars: number) => Math.round(dollars * 100);
const used = (spent: number, held = 0): Told => ({ spent: cents(spent), held: cents(held) });
const persons = (names: readonly string[], from: number): Planted[] =>
  names.map((name, i) => [
    name,
    'person',
    1_000,
    { ...used(from + ((i * 137) % 410), i % 3 === 0 ? 4.2 : 0), ref: `wrk_p${name.length}${i}` },
  ]);

const platform: Planted[] = [
  ['ledger-rewrite', 'project', 14_000, { ...used(9_128.4, 320), owner: tomasz, managed: 'file' }],
  ['router', 'project', 8_000, { ...used(2_954.12), owner: tomasz, managed: 'file' }],
  [
    'nightly-refactor',
    'agent_family',
    6_000,
    {
      ...used(1_227.3),
      owner: dana,
      enforcement: 'hard',
      overdraft: cents(50),
      under: [
        ['nightly-refactor-1', 'agent', 2_500, { ...used(2_431.08, 42), enforcement: 'hard', ref: 'wrk_4' }],
        ['nightly-refactor-2', 'agent', 2_500, { ...used(2_211.77, 30), enforcement: 'hard', ref: 'wrk_5' }],
      ],
    },
  ],
  ...persons(
    ['Amara Obi', 'Bram de Wit', 'Chidi Nnamdi', 'Elena Sorin', 'Farid Haddad', 'Greta Lindqvist'],
    210,
  ),
];

const engineering: Planted[] = [
  ['Platform', 'team', 48_000, { owner: dana, managed: 'file', enforcement: 'hard', under: platform }],
  [
    'Billing',
    'team',
    30_000,
    {
      ...used(1_204.5, 18),
      owner: ilse,
      managed: 'file',
      under: [
        ['invoices', 'project', 9_000, { ...used(4_021.66, 12), managed: 'file' }],
        ['dunning', 'project', 3_500, { ...used(3_561.2), enforcement: 'soft' }],
        ...persons(['Hana Vavra', 'Ivo Kask', 'Jonas Weil', 'Kemi Adeyemi', 'Lior Katz'], 180),
      ],
    },
  ],
  [
    'Mobile',
    'team',
    22_000,
    {
      ...used(5_310.9, 41),
      managed: 'file',
      under: [
        [
          'app-relaunch',
          'project',
          12_000,
          { ...used(6_640), period: 'custom', custom: { starts_on: '2026-01-19', ends_on: '2026-03-14' } },
        ],
      ],
    },
  ],
  [
    'Data',
    'team',
    26_000,
    {
      ...used(2_750.35, 66),
      managed: 'file',
      under: [
        ['warehouse', 'project', 11_000, { ...used(5_480.2, 22) }],
        ['etl-keeper', 'agent_family', 4_000, { ...used(1_710.48), enforcement: 'hard', period: 'month' }],
        ...persons(['Mina Park', 'Noor Aziz', 'Otto Brandl'], 240),
      ],
    },
  ],
  [
    'Security',
    'team',
    12_000,
    { ...used(2_280.14), managed: 'file', under: [['triage-bot', 'agent_family', 3_000, used(1_402.9, 15)]] },
  ],
  ['Quality', 'team', 9_000, { ...used(3_390.02), managed: 'file' }],
];

const company: Planted = [
  'Harbour Works',
  'company',
  240_000,
  {
    managed: 'file',
    owner: dana,
    rollover: { percent: 25, cap: '20000' },
    under: [
      [
        'Engineering',
        'function',
        150_000,
        { owner: dana, managed: 'file', ...used(4_120.6), under: engineering },
      ],
      [
        'Support',
        'function',
        38_000,
        {
          owner: ilse,
          under: [
            ['Support Europe', 'team', 16_000, used(5_202.4, 31)],
            ['Support America', 'team', 13_000, used(4_818.03, 20)],
            ['support-triage', 'agent_family', 4_500, { ...used(4_500), enforcement: 'hard' }],
          ],
        },
      ],
      [
        'Product',
        'function',
        22_000,
        {
          under: [
            ['Design', 'team', 8_000, used(2_260.75)],
            ['Research', 'team', 6_000, { ...used(1_870.1, 8), enforcement: 'record' }],
            ['Docs', 'team', 4_000, used(1_150.66)],
          ],
        },
      ],
      [
        'Sales and marketing',
        'function',
        18_000,
        {
          under: [
            ['Growth', 'team', 8_000, used(2_705.4)],
            ['Field', 'team', 5_000, used(880.25)],
            [
              'lead-reader',
              'agent_family',
              3_000,
              { ...used(61.4, 2), period: 'day', limit: cents(140), enforcement: 'hard' },
            ],
          ],
        },
      ],
      [
        'General and administrative',
        'function',
        10_000,
        {
          under: [
            ['Finance', 'team', 4_000, used(1_020.33)],
            ['Legal', 'team', 2_500, used(402.7)],
            ['People operations', 'team', 2_000, used(233.08)],
          ],
        },
      ],
    ],
  },
];

/** The envelopes of an invented company of 51, most of them owned by its policy file. */
export function budgetNodes(): BudgetNode[] {
  const nodes: BudgetNode[] = [];
  const plant = ([name, kind, dollars, told = {}]: Planted, parent: string | null) => {
    const { under = [], ...rest } = told;
    const id = `env_${nodes.length + 1}`;
    nodes.push({
      id,
      name,
      kind,
      ref: kind === 'company' ? '' : `${kind}:${name}`,
      parent,
      limit: cents(dollars),
      spent: 0,
      held: 0,
      increases: 0,
      moved: 0,
      enforcement: kind === 'person' ? 'record' : 'soft',
      period: 'month',
      custom: null,
      thresholds: [50, 80, 95],
      overdraft: 0,
      rollover: null,
      owner: null,
      managed: 'web',
      state: 'active',
      version: 1,
      ...rest,
    });
    for (const child of under) plant(child, id);
  };
  plant(company, null);
  return nodes;
}
