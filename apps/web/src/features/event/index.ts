export { EventDrawer } from './event-drawer.tsx';
