// The manifests: each field is one of the API, each name that one gives another is there, and the program takes its words.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StatefulSet } from 'kubernetes-types/apps/v1.js';
import type { Service } from 'kubernetes-types/core/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseArgv } from '../../src/cli/parse.js';
import { type Manifest, typeErrors } from '../helpers/kubernetes.js';

const FOLDER = join(import.meta.dirname, '../../deploy/kubernetes');
const read = (name: string) => parse(readFileSync(join(FOLDER, name), 'utf8'));
const kustomization = read('kustomization.yaml');
const manifests: Manifest[] = kustomization.resources.map(read);
const relay = read('stateful-set.yaml') as StatefulSet;
const pod = relay.spec!.template.spec!;
const container = pod.containers[0]!;

test('every file is taken, and every field is one of the API', async () => {
  const taken = [...kustomization.resources, ...kustomization.configMapGenerator[0].files];
  expect([...taken, 'kustomization.yaml'].sort()).toEqual(readdirSync(FOLDER).sort());
  expect(await typeErrors(manifests)).toEqual([]);
});

test.each([
  ['terminationGracePeriodSeconds', 'terminationGraceSeconds', 'PodSpec'],
  ['readOnlyRootFilesystem', 'readonlyRootFilesystem', 'SecurityContext'],
  ['httpGet', 'httpget', 'Probe'],
  ['podManagementPolicy', 'podManagement', 'StatefulSetSpec'],
  ['unhealthyPodEvictionPolicy', 'unhealthyPodEviction', 'PodDisruptionBudgetSpec'],
])('%s that is written as %s is found, in %s', async (right, wrong, type) => {
  const misspelt = JSON.stringify(manifests).replaceAll(`"${right}"`, `"${wrong}"`);
  const [first] = await typeErrors(JSON.parse(misspelt));
  expect(first).toBe(
    `TS2353: Object literal may only specify known properties, and '"${wrong}"' does not exist in type '${type}'.`,
  );
});

test('names that one part gives another are there', () => {
  const labels = relay.spec!.template.metadata!.labels!;
  const service = read('service.yaml') as Service;
  const budget = read('pod-disruption-budget.yaml') as PodDisruptionBudget;
  for (const selector of [
    relay.spec!.selector.matchLabels,
    service.spec!.selector,
    budget.spec!.selector!.matchLabels,
    pod.topologySpreadConstraints![0]!.labelSelector!.matchLabels,
  ])
    expect(labels).toMatchObject(selector!);
  expect(relay.spec!.serviceName).toBe(service.metadata!.name);

  const volumes = pod.volumes!.map(({ name }) => name);
  expect(container.volumeMounts!.map(({ name }) => name)).toEqual(volumes);
  const [cameras] = kustomization.configMapGenerator;
  expect(pod.volumes!.find(({ name }) => name === 'cameras')!.configMap!.name).toBe(cameras.name);

  const [port] = container.ports!;
  const asked = [container.livenessProbe, container.readinessProbe].map((probe) => probe!.httpGet!);
  expect(asked).toEqual([
    { path: '/healthz', port: port!.name },
    { path: '/readyz', port: port!.name },
  ]);
  expect(service.spec!.ports![0]).toMatchObject({ port: port!.containerPort, targetPort: port!.name });
  expect(relay.spec!.template.metadata!.annotations).toMatchObject({
    'prometheus.io/port': `${port!.containerPort}`,
  });
});

test('a pod runs the program with the file, the key and the port that it is given, and its part of the cameras', async () => {
  const { env = [], args = [] } = container;
  const told = env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.fieldRef?.fieldPath]);
  expect(told).toEqual([
    ['POD_INDEX', "metadata.labels['apps.kubernetes.io/pod-index']"],
    ['SHARD', `$(POD_INDEX)/${relay.spec!.replicas}`],
  ]);
  expect(kustomization.replicas).toEqual([{ name: relay.metadata!.name, count: relay.spec!.replicas }]);
  const parsed = await parseArgv(
    args.map((word) => word.replace('$(SHARD)', '2/3')),
    { write: () => true },
  );
  const [cameras, key] = container.volumeMounts!.map(({ mountPath }) => mountPath);
  expect(parsed).toMatchObject({
    command: { name: 'relay' },
    words: [`${cameras}/${kustomization.configMapGenerator[0].files[0]}`],
    flags: {
      ...{ configFile: `${key}/ossutilconfig`, shard: '2/3', workers: 2, watchConfig: true, json: true },
      metrics: `0.0.0.0:${container.ports![0]!.containerPort}`,
    },
  });
});
