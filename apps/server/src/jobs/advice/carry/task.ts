import type { Carrier } from './carrier.ts';

/** Something that a person does elsewhere and ticks off here. */
export const taskCarrier: Carrier<'task'> = {
  plan: async (_, { recommendation, action }) => ({
    kind: 'task',
    before: { text: action.text, done: false },
    after: { text: action.text, done: true },
    changes: [{ what: action.text, before: 'open', after: 'done' }],
    ownerId: recommendation.assignee?.id ?? null,
    raises: false,
  }),
  // It stands in the recommendation alone: whether it is done is what its state says.
  read: async (_, like) => like,
  write: async (_, to) => to,
};
