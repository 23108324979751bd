/** The decision log: decisions written down, every state kept, and how long they take. */
export {
  createDecisions,
  type DecisionDesk,
  type DecisionFilter,
  type DecisionOptions,
  type DecisionWish,
  type ImportedDecision,
} from './desk.ts';
