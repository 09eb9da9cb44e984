import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';

export interface PageServer {
  /**
   * Answers a request for the page or its assets. Returns false, without touching the response, for any other request.
   */
  handle: (request: IncomingMessage, response: ServerResponse) => boolean;
}

interface Resource {
  type: string;
  body: Uint8Array;
  etag: string;
}

const source = fileURLToPath(new URL('./page', import.meta.url));

const shell = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Incident Manager sandbox</title>
<link rel="icon" href="/sandbox/icon.svg">
<link rel="stylesheet" href="/sandbox/page.css">
<script src="/sandbox/page.js" defer></script>
</head>
<body>
<div id="root"></div>
<noscript>The sandbox's page needs JavaScript.</noscript>
</body>
</html>
`;

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="8" fill="#b3261e"/>
<path d="M18 8a7 7 0 0 1 7 7v5l2.5 4h-19l2.5-4v-5a7 7 0 0 1 7-7z" fill="#fff"/><circle cx="18" cy="26.5" r="2.5" fill="#fff"/></svg>
`;

/** Loads nothing from other origins, and lets no text of a message become script, style or form. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Serves the sandbox's page: `/`, `/sandbox/page.js`, `/sandbox/page.css` and its icon. Script and styles are bundled
 * once, in memory. Bundling starts at the call; the first request waits for it.
 */
export function createPageServer(): PageServer {
  const bundle = bundlePage();
  const files = new Map<string, Promise<Resource>>([
    ['/', Promise.resolve(resource('text/html; charset=utf-8', shell))],
    ['/sandbox/page.js', bundle.then(({ script }) => script)],
    ['/sandbox/page.css', bundle.then(({ style }) => style)],
    ['/sandbox/icon.svg', Promise.resolve(resource('image/svg+xml', icon))],
    ['/favicon.ico', Promise.resolve(resource('image/svg+xml', icon))],
  ]);
  // A failed build is reported to the request. Without a request it must not end the process.
  for (const file of files.values()) file.catch(() => {});

  const handle = (request: IncomingMessage, response: ServerResponse): boolean => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const file = request.method === 'GET' || request.method === 'HEAD' ? files.get(path) : undefined;
    if (file === undefined) return false;
    file.then(
      (found) => send(request, response, found),
      (cause: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
        response.end(`The sandbox's page could not be built: ${cause instanceof Error ? cause.message : cause}\n`);
      },
    );
    return true;
  };
  return { handle };
}

async function bundlePage(): Promise<{ script: Resource; style: Resource }> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [
      { in: `${source}/main.tsx`, out: 'page' },
      { in: `${source}/styles/page.css`, out: 'page' },
    ],
    bundle: true,
    write: false,
    outdir: source,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const file = (extension: string, type: string) => {
    const found = outputFiles.find((output) => output.path.endsWith(extension));
    if (found === undefined) throw new Error(`the bundle has no ${extension} file`);
    return resource(type, found.contents);
  };
  return {
    script: file('.js', 'text/javascript; charset=utf-8'),
    style: file('.css', 'text/css; charset=utf-8'),
  };
}

function resource(type: string, content: string | Uint8Array): Resource {
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  return { type, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

function send(request: IncomingMessage, response: ServerResponse, { type, body, etag }: Resource): void {
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { ...headers, etag });
    response.end();
    return;
  }
  response.writeHead(200, { ...headers, etag, 'content-type': type, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}
