import { readFileSync, statSync } from 'node:fs';
import { PostgresFailure } from './failure.ts';

/** The operating system account that runs the server; null means our own. */
export interface Account {
  uid: number;
  gid: number;
  name: string;
}

/**
 * PostgreSQL refuses to run as root. As root, the owner of existing data is used, else the account
 * `postgres` where the machine has one, else `nobody`: no account is ever created on the host.
 */
export function serverAccount(dataFolder: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const owner = ownerOf(dataFolder);
  if (owner && owner.uid !== 0) return owner;
  const accounts = readAccounts();
  const account =
    accounts.find(({ name }) => name === 'postgres') ?? accounts.find(({ name }) => name === 'nobody');
  if (account) return account;
  throw new PostgresFailure(
    'no-account',
    'PostgreSQL may not run as root, and this machine has neither a `postgres` nor a `nobody` account',
    'Start Exchequer as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
  );
}

function ownerOf(folder: string): Account | null {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat ? { uid: stat.uid, gid: stat.gid, name: `uid ${stat.uid}` } : null;
}

function readAccounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
