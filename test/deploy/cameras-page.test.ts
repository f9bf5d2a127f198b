// Every command line of docs/cameras.md, typed one after the other in one shell, on a network and in an /etc of its own.
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMachine } from '../helpers/program.js';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/cameras.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, kind, text]) => ({
  kind,
  text: text!,
}));

const lines = blocks.flatMap(({ kind, text }) => {
  const all = text.trimEnd().split('\n');
  if (kind === 'sh') return all;
  return kind === 'console' ? all.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2)) : [];
});

/** Waits for the file to tell that the first camera is live. */
const untilLiveIn = (file: string) =>
  `for _ in $(seq 1000); do grep -q '"channelName":"shop-001","state":"live"' ${file} && break; sleep 0.2; done`;

/** Cameras that are here in the place of those of the page: one that answers, and one that does not. */
function here(text: string): string {
  return text.replaceAll('10.0.1.11/stream1', '127.0.0.1:8554/cam').replaceAll('10.0.1.12/', '127.0.0.1:9/');
}

/** What needs an engine, a cluster or systemd as the first process. They note what they were told. */
const STAND_INS: Readonly<Record<string, string>> = {
  sudo: 'exec "$@"',
  npm: 'echo "npm $*" >> told',
  docker: 'echo "docker $*" >> told',
  kubectl: 'echo "kubectl $*" >> told',
  journalctl: 'cat journal',
  // With what the unit says: its key, its variables, its command line.
  systemctl: `
echo "systemctl $*" >> told
unit=/etc/systemd/system/oss-live-relay.service
case "$1" in
  enable)
    CREDENTIALS_DIRECTORY=$PWD/credentials
    export CREDENTIALS_DIRECTORY
    mkdir credentials
    cp "$(sed -n 's/^LoadCredential=ossutilconfig://p' $unit)" credentials/ossutilconfig
    set -a
    . "$(sed -n 's/^EnvironmentFile=-//p' $unit)"
    set +a
    sed -n '/^ExecStart=/,/[^\\\\]$/p' $unit | sed 's/^ExecStart=/exec /' > start
    sh ./start > journal 2>&1 &
    echo $! > pid ;;
  reload) kill -HUP "$(cat pid)" ;;
esac`,
};

interface Step {
  line: string;
  output: string;
  exitCode: number;
}

async function typed(): Promise<{ steps: Step[]; folder: string }> {
  const machine = createMachine({ OSS_BUCKET: 'shop-cameras', NO_COLOR: '1' });
  const { folder, environment } = machine;
  symlinkSync(join(ROOT, 'deploy'), join(folder, 'deploy'));
  mkdirSync(join(folder, 'stand-ins'));
  for (const [name, script] of Object.entries(STAND_INS)) {
    writeFileSync(join(folder, 'stand-ins', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'stand-ins', name), 0o755);
  }
  writeFileSync(join(folder, 'cameras.yaml'), here(blocks.find(({ kind }) => kind === 'yaml')!.text));
  writeFileSync(join(folder, 'cameras.env'), 'CAMERA_USER=viewer\nCAMERA_PASSWORD=geheim\n');
  writeFileSync(
    join(environment.HOME!, '.ossutilconfig'),
    '[Credentials]\nendpoint=http://127.0.0.1:8787\nregion=cn-hangzhou\naccessKeyID=shop\naccessKeySecret=secret\n',
  );
  const session = lines.map((line) => {
    // It has no end of its own.
    const typed = /^oss-live relay \S+$/.test(line)
      ? `${line} > shown 2>&1 & pid=$!; ${untilLiveIn('shown')}; kill $pid; wait $pid; [ $? = 143 ]`
      : here(line);
    const after = line.includes('enable --now') ? untilLiveIn('journal') : ':';
    return `printf '\\036%s\\n' ${quoted(line)}\n${typed}\nprintf '\\037%s' $?\n${after}`;
  });
  writeFileSync(
    join(folder, 'session.sh'),
    `ip link set lo up
cp -a /etc etc 2> /dev/null; mount --bind etc /etc
export PATH=$PWD/stand-ins:$PATH
set -a; . ./cameras.env; set +a
/usr/bin/python3 ${quoted(join(ROOT, 'test/helpers/rtsp-server.py'))} 8554 > /dev/null 2>&1 & camera=$!
oss-live emulator --temp -b shop-cameras -i shop -k secret > emulator.txt 2>&1 & emulator=$!
until grep -q Ready emulator.txt; do sleep 0.1; done
${session.join('\n')}
kill $(cat pid) $camera; wait $camera 2> /dev/null
while kill -0 $(cat pid) 2> /dev/null; do sleep 0.1; done
kill $emulator; wait $emulator 2> /dev/null
`,
  );
  const { stdout } = await machine.sh('unshare -rmn bash session.sh 2>&1', {}, LIMIT_MS);
  const steps = stdout
    .split('\x1e')
    .slice(1)
    .map((step) => {
      const [said = '', exitCode] = step.split('\x1f');
      const [line = '', ...output] = said.split('\n');
      return { line, output: output.join('\n'), exitCode: Number.parseInt(exitCode ?? '', 10) };
    });
  return { steps, folder };
}

const LIMIT_MS = 400_000;
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

describe.runIf(process.platform === 'linux')('docs/cameras.md', () => {
  test('each of its lines does what it says, and the unit has a camera on air', async () => {
    const { steps, folder } = await typed();
    expect(steps.map(({ line }) => line)).toEqual(lines);
    expect(steps.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);

    const said = (start: string) =>
      steps.filter(({ line }) => line.startsWith(start)).map(({ output }) => output);
    expect(said('oss-live stat')[0]).toContain('Status\tLive\n');
    // The other camera of the page may be off at this hour.
    expect(said('curl').filter((output) => output.includes('shop-001'))).toEqual([]);
    expect(said('journalctl')[0]).toContain('"channelName":"shop-001","state":"live"');
    expect(said('ffprobe')).toEqual(['stream,h264\nstream,aac\n']);
    expect(steps.filter(({ output }) => output.includes('geheim'))).toEqual([]);

    const told = readFileSync(join(folder, 'told'), 'utf8').trimEnd().split('\n');
    expect(told.filter((line) => !/^(npm|systemctl) /.test(line)).map((line) => line.split(' ')[0])).toEqual([
      ...['docker', 'docker', 'kubectl', 'kubectl', 'kubectl', 'kubectl', 'kubectl'],
    ]);
    const named = told.flatMap((line) => [
      ...[...line.matchAll(/=(\/\S+)/g)].map(([, path]) => path!),
      ...(line.match(/(?<=[ =])(deploy\/|cameras\.env)\S*/g) ?? []).map((path) => join(folder, path)),
    ]);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
    expect(named).toHaveLength(5);
  });
});
