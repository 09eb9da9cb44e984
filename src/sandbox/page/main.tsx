import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { PageProvider } from './state/page-provider.tsx';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <PageProvider>
      <App />
    </PageProvider>,
  );
}
