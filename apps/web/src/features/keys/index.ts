export { KeyTable } from './key-table.tsx';
export { NewKey } from './new-key.tsx';
