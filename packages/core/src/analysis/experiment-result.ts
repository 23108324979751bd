import type { EvidenceGrade } from '@exchequer/model';
import { fitTwoWayPoisson, type PoissonFit, studentQuantile } from '../statistics/index.ts';
import { type CannotTell, cannotTell } from './cannot-tell.ts';
import { type AssignAsked, assign, type Schedule } from './experiment-assign.ts';
import { cuped } from './experiment-size.ts';
import { gradeOf } from './response-grade.ts';

/** What came of an experiment. Rows are teams, columns periods. */
export interface Outcome {
  readonly spend: readonly (readonly number[])[];
  readonly results: readonly (readonly number[])[];
  /** As it was drawn, whether or not it was kept to. */
  readonly schedule: Schedule;
  /** Share of team-periods that got what was drawn for them. */
  readonly adherence: number;
  /** Results of each team in a period before the experiment; adjusts the plain difference. */
  readonly before: readonly number[];
  readonly drawn: AssignAsked;
}

export interface Effect {
  /** Change as a share: −0.2 is a fifth less. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
}

export interface ExperimentResult {
  /** Of results, by what was drawn (intention to treat). */
  readonly results: Effect;
  /** Of spend: whether the cap did anything at all. */
  readonly spend: Effect;
  /** Results by spend (Wald), with Fieller’s interval; ends are null where it is not bounded. */
  readonly elasticity: { readonly value: number; readonly low: number | null; readonly high: number | null };
  /** Share of other lots that would have shown as much by chance. */
  readonly chance: number;
  /** Plain difference of the logarithms of results, adjusted by what was known before (CUPED). */
  readonly plain: number;
  readonly grade: EvidenceGrade;
  readonly permille: number;
}

const permille = 950;
const redraws = 999;
const fewestTeams = 4;

/** Reads an experiment by what was drawn, whatever was done; graded by whether it was kept to. */
export function readExperiment(outcome: Outcome): ExperimentResult | CannotTell {
  const teams = outcome.schedule.length;
  if (teams < fewestTeams) return cannotTell('short', `at least ${fewestTeams} teams`);
  const x = outcome.schedule.map((row) => row.map(Number));
  const cluster = x.map((_, at) => at);
  const [y, s] = [
    fitTwoWayPoisson({ x, cluster, y: outcome.results }),
    fitTwoWayPoisson({ x, cluster, y: outcome.spend }),
  ];
  if (!y || !s) return cannotTell('all-zero', 'results and spend in both arms');
  const far = studentQuantile(0.5 + permille / 2_000, teams - 1);
  const few = teams / (teams - 1);
  return {
    ...{ results: effectOf(y, far, few), spend: effectOf(s, far, few) },
    elasticity: wald(y, s, far, few),
    chance: chanceOf(outcome),
    plain: plainDifference(outcome),
    grade: gradeOf({ kind: 'experiment', randomised: true, adherence: outcome.adherence }),
    permille,
  };
}

function effectOf({ beta, clusterError }: PoissonFit, far: number, few: number): Effect {
  const half = far * clusterError * Math.sqrt(few);
  return { change: Math.expm1(beta), low: Math.expm1(beta - half), high: Math.expm1(beta + half) };
}

/**
 * β = ln(results ratio) ÷ ln(spend ratio). Fieller’s interval holds every β for which results − β·spend
 * could be nothing; it has no ends where the cap may not have moved spend.
 */
function wald(y: PoissonFit, s: PoissonFit, far: number, few: number): ExperimentResult['elasticity'] {
  const sum = (a: PoissonFit, b: PoissonFit) =>
    few * [...a.influence].reduce((total, [team, of]) => total + of * (b.influence.get(team) ?? 0), 0);
  const [vy, vs, c] = [sum(y, y), sum(s, s), sum(y, s)];
  const value = y.beta / s.beta;
  const a = s.beta ** 2 - far ** 2 * vs;
  const b = y.beta * s.beta - far ** 2 * c;
  const rest = y.beta ** 2 - far ** 2 * vy;
  const root = b ** 2 - a * rest;
  if (a <= 0 || root < 0) return { value, low: null, high: null };
  return { value, low: (b - Math.sqrt(root)) / a, high: (b + Math.sqrt(root)) / a };
}

/** Randomisation inference: lots of the same design drawn again, and how often they show as much. */
function chanceOf({ results, schedule, drawn }: Outcome): number {
  const logs = demeaned(results.map((row) => row.map((count) => Math.log(count + 0.5))));
  const seen = Math.abs(contrast(logs, schedule));
  let asMuch = 1;
  for (let round = 0; round < redraws; round++) {
    const whole = assign({ ...drawn, seed: `${drawn.seed} again ${round}` });
    // Stopped early, it is read over the periods that it had.
    const other = whole.map((row) => row.slice(0, schedule[0]?.length));
    if (Math.abs(contrast(logs, other)) >= seen - 1e-12) asMuch++;
  }
  return asMuch / (redraws + 1);
}

function contrast(left: readonly (readonly number[])[], schedule: Schedule): number {
  const z = demeaned(schedule.map((row) => row.map(Number)));
  let [cross, square] = [0, 0];
  z.forEach((row, at) => {
    row.forEach((value, t) => {
      cross += value * (left[at]?.[t] ?? 0);
      square += value ** 2;
    });
  });
  return square > 0 ? cross / square : 0;
}

/** Without the means of rows and columns. */
function demeaned(rows: readonly (readonly number[])[]): number[][] {
  const of = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const byRow = rows.map(of);
  const byColumn = (rows[0] ?? []).map((_, t) => of(rows.map((row) => row[t] ?? 0)));
  const all = of(byRow);
  return rows.map((row, at) => row.map((value, t) => value - (byRow[at] ?? 0) - (byColumn[t] ?? 0) + all));
}

function plainDifference({ results, schedule, before }: Outcome): number {
  const cells = results.flatMap((row, at) =>
    row.map((count, t) => ({
      y: Math.log(count + 0.5),
      x: Math.log((before[at] ?? 0) + 0.5),
      capped: schedule[at]?.[t] ?? false,
    })),
  );
  const { adjusted } = cuped(
    cells.map(({ y }) => y),
    cells.map(({ x }) => x),
  );
  const meanOf = (capped: boolean) => {
    const own = adjusted.filter((_, at) => cells[at]?.capped === capped);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  };
  return meanOf(true) - meanOf(false);
}
