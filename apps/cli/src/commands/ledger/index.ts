export { registerLedger } from './register.ts';
