export { ActionInbox } from './action-inbox.tsx';
export { OwnAdvice } from './own-advice.tsx';
