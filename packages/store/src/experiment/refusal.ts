/** Why an experiment is not planned, launched or stopped. */
export interface ExperimentRefusal {
  refused:
    | 'experiment-unknown'
    | 'experiment-start'
    | 'experiment-periods'
    | 'experiment-teams'
    | 'experiment-changed'
    | 'experiment-over';
  detail: string;
  fix: string;
}

export const refuse = (
  refused: ExperimentRefusal['refused'],
  detail: string,
  fix: string,
): ExperimentRefusal => ({ refused, detail, fix });

export const unknownExperiment = (id: string): ExperimentRefusal =>
  refuse(
    'experiment-unknown',
    `there is no experiment ${id}`,
    'List the experiments and take an id from there.',
  );
