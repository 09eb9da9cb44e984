import { afterAll } from 'vitest';

// Test files share a worker: one that sets variables for its app must not set them for the next file.
const before = { ...process.env };
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
