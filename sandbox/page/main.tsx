import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { PageBoundary } from './parts/page-boundary.tsx';
import { PageProvider } from './state/page-provider.tsx';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <PageBoundary>
      <PageProvider>
        <App />
      </PageProvider>
    </PageBoundary>,
  );
}
