/** Starts, keeps and stops the processes of one home. */
export { isTowerMessage, type SupervisorMessage, type TowerMessage } from './agreement.ts';
export { type Check, type ExamineOptions, examine } from './examine.ts';
export { StartFailure } from './failure.ts';
export { holderOf, type TakenHome, takeHome } from './lock.ts';
export { assertFree, defaultPort } from './port.ts';
export { type StartFlags, type StartSurroundings, startOptions } from './start-options.ts';
export { type StopOutcome, stopHome } from './stop-home.ts';
export { type SuperviseOptions, supervise } from './supervise.ts';
