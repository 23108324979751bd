/** What protects persons: who is one, what a caller was shown, and the glass that two may break. */
export {
  type BreakGlasses,
  createBreakGlasses,
  type GlassActor,
  type GlassRefusal,
  type GlassView,
} from './break-glass.ts';
export { postgresPersons } from './persons.ts';
