import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, PersistentVolumeClaim, Service, ServiceAccount } from 'kubernetes-models/v1';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/config/config.ts';
import { isInstalled } from '../metrics/prometheus-server.ts';

const folder = 'deploy/kubernetes';
const kinds = { ConfigMap, Deployment, Namespace, PersistentVolumeClaim, PodDisruptionBudget, Service, ServiceAccount };

interface Resource {
  kind: keyof typeof kinds;
  metadata: { name: string; namespace?: string };
}

const read = <T>(file: string): T => parse(readFileSync(join(folder, file), 'utf8')) as T;
const filesOf = (overlay: string) =>
  read<{ resources: string[] }>(`${overlay}/kustomization.yaml`).resources.filter((name) => name.endsWith('.yaml'));

/** Every name of a field that Kubernetes's API has, of the kinds in use and of what they consist of. */
const fields = new Set(
  globSync('node_modules/kubernetes-models/{v1,apps/v1,policy/v1}/*.d.ts')
    .concat(globSync('node_modules/@kubernetes-models/apimachinery/apis/meta/v1/*.d.ts'))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^\s*"?(\w+)"?\??:/gm)].map(([, name = '']) => name)),
);
/** Maps whose keys are free. */
const free = new Set(['annotations', 'data', 'labels', 'matchLabels', 'requests', 'limits']);

function unknownFields(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(unknownFields);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    // A label in a selector.
    ...(fields.has(name) || name.includes('/') ? [] : [name]),
    ...(free.has(name) ? [] : unknownFields(inner)),
  ]);
}

/** Throws as the API server would. */
function validate(resource: Resource): void {
  const Kind = kinds[resource.kind] as new (data: object) => { validate(): void };
  new Kind(resource).validate();
}

describe('the base', () => {
  // Kustomize adds the selector.
  const selector = { matchLabels: {} };
  test.each(filesOf('base'))('%s fits the API’s schema', (file) => {
    const resource = read<Resource & { spec?: object }>(`base/${file}`);
    const whole = resource.kind === 'Deployment' ? { ...resource, spec: { selector, ...resource.spec } } : resource;
    validate(whole);
    expect(unknownFields(resource)).toEqual([]);
  });

  test('the schema is a real one: a word in place of a number, and an unknown field, are found', () => {
    const deployment = read<Resource & { spec: object }>('base/deployment.yaml');
    expect(() =>
      validate({ ...deployment, spec: { ...deployment.spec, selector, replicas: 'one' } } as Resource),
    ).toThrow('must be integer');
    expect(unknownFields({ spec: { terminationGracePeriod: 1 } })).toEqual(['terminationGracePeriod']);
  });
});

interface Pod {
  securityContext: Record<string, unknown>;
  terminationGracePeriodSeconds: number;
  containers: { securityContext: object; volumeMounts?: { mountPath: string }[]; ports: { containerPort: number }[] }[];
}

test('the pod runs as a user of no rights, on a root file system that it cannot write', () => {
  const { spec } = read<{ spec: { replicas: number; strategy: object; template: { spec: Pod } } }>(
    'base/deployment.yaml',
  );
  expect(spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  const { containers, securityContext, terminationGracePeriodSeconds } = spec.template.spec;
  expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(containers[0]).toMatchObject({
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ mountPath: '/app/data' }],
    ports: [{ containerPort: 3000 }, { containerPort: 9464 }],
  });
  expect(terminationGracePeriodSeconds).toBeGreaterThan(10);
});

test.each(['base', 'several'])('the app starts with the settings of %s', (overlay) => {
  const { data } = read<{ data: NodeJS.ProcessEnv }>('base/settings.yaml');
  const more = read<{ data: NodeJS.ProcessEnv }>(`${overlay}/settings.yaml`).data;
  const secret = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'c0ffee00c0ffee00' };
  const config = readConfig({ ...data, ...more, ...secret });
  expect(config).toMatchObject({ host: '0.0.0.0', port: 3000, metricsPort: 9464 });
  expect(config.store.kind).toBe(overlay === 'base' ? 'sqlite' : 'dynamodb');
  expect(config.queueUrl === undefined).toBe(overlay === 'base');
});

test.runIf(isInstalled('kubectl')).each(['base', 'several'])('kubectl kustomize builds %s', (overlay) => {
  const { stdout, stderr, status } = spawnSync('kubectl', ['kustomize', join(folder, overlay)], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const built = parseAllDocuments(stdout).map((document) => document.toJS() as Resource);
  for (const resource of built) {
    validate(resource);
    expect(unknownFields(resource)).toEqual([]);
    if (resource.kind !== 'Namespace') expect(resource.metadata.namespace).toBe('slack-incident-manager');
  }
  const isShared = overlay === 'several';
  expect(built.some(({ kind }) => kind === 'PersistentVolumeClaim')).toBe(!isShared);
  expect(built.find(({ kind }) => kind === 'Deployment')).toMatchObject({
    spec: {
      replicas: isShared ? 3 : 1,
      strategy: isShared ? { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } } : { type: 'Recreate' },
      selector: { matchLabels: { 'app.kubernetes.io/name': 'slack-incident-manager' } },
    },
  });
  expect(stdout.includes('/app/data')).toBe(!isShared);
});

test('every file of the folder is named by a kustomization', () => {
  for (const overlay of ['base', 'several']) {
    const text = readFileSync(join(folder, overlay, 'kustomization.yaml'), 'utf8');
    const files = globSync(`${folder}/${overlay}/*.yaml`).map((file) => file.slice(dirname(file).length + 1));
    expect(files.filter((name) => name !== 'kustomization.yaml' && !text.includes(name))).toEqual([]);
  }
});
