export { claudeCode } from './importer.ts';
