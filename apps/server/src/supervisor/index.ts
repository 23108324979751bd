/** Starts, keeps and stops the processes of one home. */
export { isTowerMessage, type SupervisorMessage, type TowerMessage } from './agreement.ts';
export { StartFailure } from './failure.ts';
export { holderOf } from './lock.ts';
export { assertFree, defaultPort } from './port.ts';
export { type StopOutcome, stopHome } from './stop-home.ts';
export { type SuperviseOptions, supervise } from './supervise.ts';
