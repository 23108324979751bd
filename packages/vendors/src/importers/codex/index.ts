export { codex } from './importer.ts';
