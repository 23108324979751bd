export { Answer, BudgetAnswer, ChargeAnswer, EstimateAnswer } from './answer.tsx';
export { callExample, looksLikeCall } from './read-call.ts';
export { useEstimate, useMyBudget, useOwnCharge } from './reads.ts';
