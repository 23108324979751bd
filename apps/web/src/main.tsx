import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import 'virtual:palette.css';
import './styles.css';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { troubleOf } from './api/client.ts';
import { createAppRouter } from './router.tsx';
import { ClockProvider } from './state/context.tsx';

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // A session that ended shows first in any other answer; reading it again leads to the sign-in page.
    onError: (error, query) => {
      if (troubleOf(error).status === 401 && query.queryKey[0] !== 'session') {
        void queries.invalidateQueries({ queryKey: ['session'] });
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      // What the server refuses it refuses again; only a server that does not answer is asked twice more.
      retry: (failures, error) => troubleOf(error).status === 0 && failures < 2,
    },
  },
});
const router = createAppRouter();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <ClockProvider value={() => new Date()}>
          <RouterProvider router={router} />
        </ClockProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
