export { NoUsage } from './no-usage.tsx';
