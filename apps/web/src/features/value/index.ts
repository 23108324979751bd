export * from './value-page.tsx';
