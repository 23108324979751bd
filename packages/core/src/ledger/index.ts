/** Decisions of the double-entry books: what a command is, and which entries may be posted. */
export {
  type Decided,
  type HoldChange,
  isRefusal,
  type LedgerCommand,
  type LedgerFacts,
  type LedgerRefusal,
} from './command.ts';
export { checkEntry } from './entry.ts';
