export { ActionInbox } from './action-inbox.tsx';
