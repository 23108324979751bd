export { BoardButton } from './board-button.tsx';
