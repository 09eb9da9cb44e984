export { type EmbeddedServices, type EmbeddedServicesOptions, startEmbeddedServices } from './embedded-services.ts';
export { readManifest } from './read-manifest.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './start-sandbox.ts';
