/** `exchequer people`: workers, teams and identities. */
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { ImportPeopleFlags, ListFlags, MapFlags } from './flags.ts';

/** Adds `people list|import|map|unattributed`. */
export function registerPeople(program: Command, cli: Cli): void {
  const people = program.command('people').description('Workers, teams, and whose usage is whose');
  people
    .command('list')
    .description('Persons and agents with their teams')
    .addOption(new Option('--kind <kind>', 'Only these').choices(['person', 'agent']))
    .option('--search <text>', 'Name, number or family contains')
    .action(
      cli.run<ListFlags>(async (context) => {
        const { listPeople } = await import('./list.ts');
        await listPeople(context);
      }),
    );
  people
    .command('unattributed')
    .description('Usage that is nobody’s yet, with proposed matches')
    .action(
      cli.run(async (context) => {
        const { listUnattributed } = await import('./list.ts');
        await listUnattributed(context);
      }),
    );
  people
    .command('import')
    .description('Import workers, teams and identities from CSV or YAML; all rows or none')
    .argument('<file>', 'A .csv, .yaml or .yml file')
    .option('--yes', 'Write it; without, only what would change is shown')
    .action(
      cli.run<ImportPeopleFlags>(async (context) => {
        const { importPeople } = await import('./import.ts');
        return importPeople(context);
      }),
    );
  people
    .command('map')
    .description('Say whose an identity is; its past usage is attributed anew')
    .argument('<identity>', 'kind:value, such as email:dev@example.com or api_key:ci')
    .argument('<worker>', 'Id, name or number of the worker')
    .option('--from <date>', 'From this day (default: always)')
    .option('--to <date>', 'Until before this day (default: for good)')
    .option('--yes', 'Write it; without, only what would happen is shown')
    .action(
      cli.run<MapFlags>(async (context) => {
        const { mapIdentity } = await import('./map.ts');
        await mapIdentity(context);
      }),
    );
}
