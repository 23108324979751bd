export { NoUsage } from './no-usage.tsx';
export { SampleDoor } from './sample-door.tsx';
