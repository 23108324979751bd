import type { LogRoot, RowImporter } from '../importer.ts';
import { readOtelFile } from './records.ts';

const root = (path: string): LogRoot => ({
  path,
  accepts: (relative) => relative.endsWith('.jsonl') || relative === '',
});

/** OTel files that Copilot CLI writes with COPILOT_OTEL_EXPORTER_TYPE=file. */
export const copilot: RowImporter = {
  kind: 'copilot',
  source: 'copilot.log',
  name: 'Copilot CLI',
  roots: ({ home, variables }) => [
    ...(variables.COPILOT_OTEL_FILE_EXPORTER_PATH ? [root(variables.COPILOT_OTEL_FILE_EXPORTER_PATH)] : []),
    root(`${home}/.copilot/otel`),
  ],
  rootsIn: (directory) => [root(`${directory}/otel`), root(directory)],
  expects: 'OTel files named *.jsonl, which Copilot CLI writes with COPILOT_OTEL_EXPORTER_TYPE=file',
  parsing: 'rows',
  reading: 'whole-file',
  read: readOtelFile,
};
