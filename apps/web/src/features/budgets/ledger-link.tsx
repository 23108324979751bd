import { useView } from '../../state/view.ts';

/** Leads from a transaction to its postings in the ledger. */
export function LedgerLink({ id }: { id: string }) {
  const { workspace } = useView();
  return (
    <a className="link" href={`/w/${workspace}/ledger?book=budget&txn=${id}`}>
      {id}
    </a>
  );
}
