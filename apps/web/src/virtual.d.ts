declare module 'virtual:contract-routes' {
  export const routes: import('@orpc/contract').AnyContractRouter;
}
declare module 'virtual:palette.css';
declare module '*.css';
declare module '@fontsource-variable/inter';
declare module '@fontsource-variable/jetbrains-mono';
