export { MePage } from './me-page.tsx';
export { MySpend } from './my-spend.tsx';
