import type { PeopleDraft, TeamDraft, WorkerDraft } from '@exchequer/core/workforce';
import { identityKinds } from '@exchequer/model';
import type { PeopleRowError } from '@exchequer/model/contract';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { isDay, type PeopleReading, teamPathOf } from './reading.ts';

const text = z.union([z.string(), z.number()]).transform((value) => String(value).trim());
const day = text.refine(isDay, 'not a day; write YYYY-MM-DD').nullable().default(null);
const dated = { from: day, to: day };
const many = <T extends z.ZodType>(item: T) => z.union([z.array(item), item.transform((one) => [one])]);
const datedText = z.union([
  text.transform((value) => ({ value, from: null, to: null })),
  z.strictObject({ value: text, ...dated }),
]);

const workerSchema = z.strictObject({
  name: text.refine((name) => name !== '', 'the name is empty'),
  kind: z.enum(['person', 'agent']).nullable().default(null),
  external_id: text.default(''),
  owner: text.default(''),
  family: text.default(''),
  active_from: day,
  active_to: day,
  team: text.default(''),
  memberships: z.array(z.strictObject({ team: text, ...dated })).default([]),
  identities: z.partialRecord(z.enum(identityKinds), many(datedText)).default({}),
});
const teamSchema = z.strictObject({ name: text, external_id: text.default(''), ...dated });
const fileSchema = z.strictObject({
  teams: z.array(teamSchema).default([]),
  workers: z.array(workerSchema).default([]),
});

type Path = readonly PropertyKey[];

/** A YAML of people is small text; more aliases than this are an attack, not a convenience. */
const maxAliases = 100;

/** Reads people from YAML with the lists `teams` and `workers`; see {@link readPeopleCsv} for the terms. */
export function readPeopleYaml(source: string): PeopleReading {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, schema: 'core' });
  const lineOf = (path: Path) => lineOfNode(document, lines, path);
  if (document.errors.length > 0) return nothing(document.errors.map((error) => syntaxError(error, lines)));
  const parsed = fileSchema.safeParse(plainValue(document));
  if (!parsed.success) return nothing(parsed.error.issues.map((issue) => toRowError(issue, lineOf)));
  return { draft: toDraft(parsed.data, lineOf), errors: [] };
}

const nothing = (errors: PeopleRowError[]): PeopleReading => ({ draft: { teams: [], workers: [] }, errors });

function plainValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: maxAliases }) ?? {};
  } catch {
    return 'too many aliases';
  }
}

function syntaxError(error: { pos: [number, number]; message: string }, lines: LineCounter): PeopleRowError {
  const [first = ''] = error.message.split('\n');
  const row = lines.linePos(error.pos[0]).line;
  return {
    row,
    column: '',
    error: `the file is not YAML: ${first}`,
    fix: 'Correct the line; indent with spaces.',
  };
}

/** Line of what stands at a path, or of the nearest thing around it. */
function lineOfNode(document: Document, lines: LineCounter, path: Path): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function toRowError(issue: z.core.$ZodIssue, lineOf: (path: Path) => number): PeopleRowError {
  const column = issue.path.map(String).join('.');
  const fix = 'See the description of the people file in the documentation of imports.';
  return { row: lineOf(issue.path), column, error: issue.message, fix };
}

function toDraft(file: z.infer<typeof fileSchema>, lineOf: (path: Path) => number): PeopleDraft {
  return {
    teams: file.teams.map((team, i) => toTeam(team, lineOf(['teams', i]))),
    workers: file.workers.map((worker, i) => toWorker(worker, lineOf(['workers', i]))),
  };
}

function toTeam(team: z.infer<typeof teamSchema>, row: number): TeamDraft {
  const { name, external_id: externalId, from: validFrom, to: validTo } = team;
  return { row, path: teamPathOf(name), externalId, validFrom, validTo };
}

function toWorker(worker: z.infer<typeof workerSchema>, row: number): WorkerDraft {
  const current = worker.team === '' ? [] : [{ team: worker.team, from: null, to: null }];
  return {
    row,
    name: worker.name,
    kind: worker.kind,
    externalId: worker.external_id,
    owner: worker.owner,
    family: worker.family,
    activeFrom: worker.active_from,
    activeTo: worker.active_to,
    memberships: [...worker.memberships, ...current].map(({ team, from, to }) => ({
      row,
      team: teamPathOf(team),
      validFrom: from,
      validTo: to,
    })),
    identities: identityKinds.flatMap((kind) =>
      (worker.identities[kind] ?? []).map(({ value, from, to }) => ({
        row,
        kind,
        value,
        validFrom: from,
        validTo: to,
      })),
    ),
  };
}
