import { readManifest as read } from 'slack-aws-sandbox';

/** The app's manifest, for tests that still use this path. */
export const readManifest = () => read('manifest.yml');
