import { type PolicyFile, policySchemaPath } from '@exchequer/model/contract';
import { Document, isCollection, visit } from 'yaml';

export interface WriteOptions {
  /** Where editors find the schema, such as `https://exchequer.example`. */
  baseUrl: string;
  /** Lines for the reader at the top, without their `#`. */
  comments?: readonly string[];
}

/** Short lists that read best in one line. */
const oneLine = new Set(['thresholds', 'rollover', 'match', 'teams', 'claims']);

/** Writes a policy file: the schema for editors in the first line, short lists in one line. */
export function writePolicy(file: PolicyFile, { baseUrl, comments = [] }: WriteOptions): string {
  const document = new Document(file);
  visit(document, {
    Pair: (_, { key, value }) => {
      const name = String((key as { value?: unknown } | null)?.value ?? '');
      if (isCollection(value) && oneLine.has(name)) value.flow = true;
    },
  });
  const head = [
    `yaml-language-server: $schema=${baseUrl.replace(/\/$/, '')}${policySchemaPath}`,
    ...comments,
  ];
  const lines = head.map((line) => `# ${line}`.trimEnd());
  return `${lines.join('\n')}\n\n${document.toString({ lineWidth: 0, flowCollectionPadding: true })}`;
}
