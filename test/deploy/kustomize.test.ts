// What kubectl makes of the folder: the real one, without a cluster.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { StatefulSet } from 'kubernetes-types/apps/v1.js';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Manifest, typeErrors } from '../helpers/kubernetes.js';

const FOLDER = join(import.meta.dirname, '../../deploy/kubernetes');
const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));

async function built(folder: string): Promise<Manifest[]> {
  const { stdout } = await execa('kubectl', ['kustomize', folder]);
  return parseAllDocuments(stdout).map((document) => document.toJS());
}

test('all of it is put together, and every field is still one of the API', async () => {
  const manifests = await built(FOLDER);
  expect(manifests.map(({ kind }) => kind)).toEqual([
    ...['Namespace', 'ConfigMap', 'Service', 'StatefulSet', 'PodDisruptionBudget'],
  ]);
  expect(await typeErrors(manifests)).toEqual([]);
  expect(JSON.stringify(manifests)).toContain(`"image":"registry.example.com/oss-live:${manifest.version}"`);
});

test('another number of pods is told to each of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-kustomize-'));
  cpSync(FOLDER, folder, { recursive: true });
  const path = join(folder, 'kustomization.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('count: 3', 'count: 12'));
  const { spec } = (await built(folder)).find(({ kind }) => kind === 'StatefulSet') as StatefulSet;
  const { env } = spec!.template.spec!.containers[0]!;
  expect([spec!.replicas, env!.find(({ name }) => name === 'SHARD')!.value]).toEqual([12, '$(POD_INDEX)/12']);
});
