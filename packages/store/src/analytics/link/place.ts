import { sharedBranches } from '@exchequer/core/link';

/** `repositoryName` of the core, in SQL. */
export const repositoryNameSql = (address: string): string =>
  [
    ['^[a-z][a-z0-9+.-]*://', ''],
    ['^[^@/]+@', ''],
    ['^([^:/]+):[0-9]+/', '\\\\1/'],
    ['^([^:/]+):', '\\\\1/'],
    ['/+$', ''],
    ['\\\\.git$', ''],
  ].reduce(
    (text, [pattern, by]) => `replaceRegexpOne(${text}, '${pattern}', '${by}')`,
    `lower(toString(${address}))`,
  );

export const sharedBranchesSql = `(${sharedBranches.map((name) => `'${name}'`).join(', ')})`;

const table = (name: string, select: string): string =>
  `CREATE OR REPLACE TABLE ${name} ENGINE = Memory AS\n${select}`;

/** Distinct places of usage: what the rollup of sessions can be joined by. */
const places = table(
  'link_spot',
  `SELECT toString(tool) AS tool, session_id, toString(repo) AS repo, toString(branch) AS branch,
  toString(workflow) AS workflow, argMax(toString(project), tokens) AS project,
  min(day) AS first_day, max(day) AS last_day
FROM usage_session WHERE workspace = {workspace:String}
GROUP BY tool, session_id, repo, branch, workflow
HAVING sum(requests) != 0 OR sum(tokens) != 0 OR sum(cost_list) != 0`,
);

/** Repositories that any source names, and the last part of their name. */
const repositories = table(
  'link_repo',
  `SELECT repo, extract(repo, '[^/]+$') AS name FROM (
  SELECT DISTINCT toString(repo) AS repo FROM git_commit WHERE workspace = {workspace:String}
  UNION DISTINCT SELECT extract(from_key, '^branch:(.*?)@') FROM work_link WHERE workspace = {workspace:String} AND from_kind = 'branch'
  UNION DISTINCT SELECT ${repositoryNameSql('repo')} FROM link_spot
) WHERE repo != ''`,
);

/** Beginnings of the folders of a path that could be the name of a repository or of a worktree beside it. */
const folderNames = `arrayFlatten(arrayMap(
    part -> arrayMap(i -> substring(part, 1, i),
      arrayFilter(i -> i = length(part) OR substring(part, i + 1, 1) IN ('-', '_', '.'), range(1, length(part) + 1))),
    splitByRegexp('[/\\\\\\\\]+', replaceRegexpOne(lower(project), '^(/home|/users|[a-z]:[/\\\\\\\\]users)[/\\\\\\\\][^/\\\\\\\\]+', ''))))`;

/** Which repository a folder belongs to: the longest name that its path holds, if only one repository has it. */
const projects = table(
  'link_project',
  `SELECT project, argMax(repos, length(name)) AS found FROM (
  SELECT project, name, groupUniqArray(r.repo) AS repos FROM (
    SELECT project, arrayJoin(${folderNames}) AS name FROM (
      SELECT DISTINCT project FROM link_spot WHERE project != ''
      UNION DISTINCT SELECT DISTINCT project FROM session_commit WHERE workspace = {workspace:String} AND project != '')
  ) AS p INNER JOIN link_repo AS r ON r.name = p.name
  GROUP BY project, name
) GROUP BY project HAVING length(found) = 1`,
);

/** A branch that one repository alone is known to have names that repository. */
const branches = table(
  'link_branch',
  `SELECT branch, any(repo) AS only_repo FROM (
  SELECT DISTINCT extract(from_key, '^branch:(.*?)@') AS repo, extract(from_key, '^branch:.*?@(.*)$') AS branch
  FROM work_link WHERE workspace = {workspace:String} AND from_kind = 'branch'
) WHERE repo != '' AND lower(branch) NOT IN ${sharedBranchesSql}
GROUP BY branch HAVING count() = 1`,
);

/** Places with their number and the repository that they lie in, as far as anything tells. */
const numbered = table(
  'link_place',
  `SELECT rowNumberInAllBlocks() AS place, s.tool AS tool, s.session_id AS session_id, s.repo AS repo,
  s.branch AS branch, s.workflow AS workflow, s.first_day AS first_day, s.last_day AS last_day,
  multiIf(s.repo != '', ${repositoryNameSql('s.repo')}, notEmpty(p.found), p.found[1], b.only_repo) AS known_repo
FROM link_spot AS s
LEFT JOIN link_project AS p ON p.project = s.project
LEFT JOIN link_branch AS b ON b.branch = s.branch`,
);

/** Statements that find where usage took place. `{workspace:String}` is bound. */
export const placeStatements: readonly string[] = [places, repositories, projects, branches, numbered];
