// The main job, on the emulator, with real video: a transcript of the built program as a user would run it.
// Leaves the segments and the playlist in a folder of its own below demo-output/, or in the empty or new one that is
// named (npm run demo -- FOLDER), and exits non-zero when any claim does not hold.
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment } from './clean-environment.js';
import { emulatorVariables } from './emulator-process.js';

const root = join(import.meta.dirname, '..');
const program = join(root, 'bin/oss-live.js');
// Bandwidth is measured over ten seconds, so that it takes more of them to see one.
const clipSeconds = 15;
const frameSeconds = 1 / 30;

let environment = cleanEnvironment();
let output = root;
const running = new Set();

class Disappointment extends Error {}

/** Two demos at the same time must not share one. */
function outputFolder([named]) {
  if (named === undefined) {
    const runs = join(root, 'demo-output');
    mkdirSync(runs, { recursive: true });
    return mkdtempSync(join(runs, 'run-'));
  }
  const folder = resolve(named);
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) throw new Disappointment(`there is something in ${folder} already`);
  return folder;
}

function claim(holds, text) {
  if (!holds) throw new Disappointment(text);
  say(`  ok  ${text}`);
}

function say(line = '') {
  process.stdout.write(`${line}\n`);
}

function start(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: output,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  running.add(child);
  // `all` is both in the order of arrival, as a terminal shows them.
  const result = { stdout: '', stderr: '', all: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    result.stdout += text;
    result.all += text;
    child.emit('text', result.stdout);
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    result.stderr += text;
    result.all += text;
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve({ ...result, code });
    });
  });
  return { child, ended };
}

async function run(command, args) {
  const result = await start(command, args).ended;
  if (result.code !== 0)
    throw new Disappointment(`${command} exited with ${result.code}:\n${result.stderr.trim()}`);
  return result;
}

/** Shows and runs a line of the program. */
async function ossLive(line) {
  say(`$ oss-live ${line}`);
  const result = await run(process.execPath, [program, ...line.split(' ')]);
  show(result.all);
  return result.stdout;
}

function show(text) {
  for (const line of text.trimEnd().split('\n')) say(`  ${line}`);
  say();
}

async function startEmulator() {
  say('$ oss-live emulator --port 0');
  const { child, ended } = start(process.execPath, [
    ...[program, 'emulator', '--port', '0', '--json', '--show-secret', '--data-dir', join(output, 'bucket')],
  ]);
  const ready = await Promise.race([
    new Promise((resolve) =>
      child.on('text', (text) => text.includes('\n') && resolve(JSON.parse(text.split('\n')[0]))),
    ),
    ended.then(({ stderr }) => {
      throw new Disappointment(`the emulator did not start:\n${stderr.trim()}`);
    }),
  ]);
  show(`listening on ${ready.url} (HTTP) and ${ready.rtmpUrl} (RTMP), bucket ${ready.bucket}`);
  environment = {
    ...environment,
    ...emulatorVariables(ready),
  };
  return { ready, stop: () => child.kill('SIGTERM') && ended };
}

async function makeClip() {
  const line =
    `ffmpeg -v error -y -f lavfi -i testsrc2=size=1280x720:rate=30 -f lavfi -i sine=frequency=440:sample_rate=44100 ` +
    `-t ${clipSeconds} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -b:v 2M -g 60 -c:a aac -b:a 128k 1.flv`;
  say(`$ ${line}\n`);
  await run('ffmpeg', line.split(' ').slice(1));
}

/** Pushes the clip and asks stat meanwhile: for its video, and for its bandwidth once the service has measured it. */
async function pushWatched() {
  say('$ oss-live push 1.flv &');
  const push = start(process.execPath, [program, 'push', '1.flv']);
  let pushing = true;
  push.ended.finally(() => {
    pushing = false;
  });
  const live = async (isWanted) => {
    while (pushing) {
      const { stdout } = await run(process.execPath, [program, 'stat', 'test-channel', '--json']);
      const stat = JSON.parse(stdout);
      if (stat.status === 'Live' && isWanted(stat)) return stat;
      await sleep(500);
    }
    return null;
  };
  const seen = await live(({ video }) => video !== null);
  claim(
    seen?.video.width === 1280 && seen.video.height === 720,
    'stat shows Live with the resolution of the clip',
  );
  const measured = await live(({ video }) => video?.bandwidth > 0);
  if (measured !== null) await ossLive('stat');
  claim(measured?.video.bandwidth > 10_000, `stat shows a bandwidth of ${measured?.video.bandwidth} bytes/s`);
  const result = await push.ended;
  show(result.all);
  claim(result.code === 0, 'push ended with exit code 0');
}

/** Codecs, and the time from the first to behind the last video frame, counted in frames. */
async function probe(input) {
  const args = `-v error -count_packets -show_entries stream=codec_name,codec_type,width,height,sample_rate,nb_read_packets -of json`;
  const { stdout } = await run('ffprobe', [...args.split(' '), input]);
  const { streams } = JSON.parse(stdout);
  const video = streams.find(({ codec_type: type }) => type === 'video');
  const audio = streams.find(({ codec_type: type }) => type === 'audio');
  return {
    video: `${video?.codec_name} ${video?.width}x${video?.height}`,
    audio: `${audio?.codec_name} ${audio?.sample_rate} Hz`,
    seconds: Number(video?.nb_read_packets) * frameSeconds,
  };
}

async function main() {
  if (!existsSync(join(root, 'dist/cli.cjs')))
    throw new Disappointment('oss-live is not built yet: run npm run setup');
  output = outputFolder(process.argv.slice(2));
  say(`In ${output}\n`);

  const emulator = await startEmulator();
  await ossLive('create test-channel');
  const signed = await ossLive('sign-rtmp --expires 3600');
  claim(/^rtmp:\/\/\S+\n$/.test(signed), 'sign-rtmp printed exactly one URL');
  await makeClip();
  await pushWatched();
  await ossLive('history');

  say('$ oss-live vod --start --end > playlist.m3u8');
  const vod = start(process.execPath, [program, 'vod', '--start', '--end']);
  vod.child.stdout.pipe(createWriteStream(join(output, 'playlist.m3u8')));
  const { code, stderr } = await vod.ended;
  show(stderr);
  claim(code === 0, 'vod ended with exit code 0');

  const playlist = readFileSync(join(output, 'playlist.m3u8'), 'utf8');
  show(`$ cat playlist.m3u8\n${playlist}`);
  const segments = playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  for (const segment of segments) {
    copyFileSync(
      join(output, 'bucket', emulator.ready.bucket, 'test-channel', segment),
      join(output, segment),
    );
  }
  claim(
    segments.length > 1 && playlist.trimEnd().endsWith('#EXT-X-ENDLIST'),
    `${segments.length} segments, list ended`,
  );

  const clip = await probe('1.flv');
  const recorded = await probe('playlist.m3u8');
  claim(
    recorded.video === clip.video && recorded.audio === clip.audio,
    `same codecs: ${clip.video}, ${clip.audio}`,
  );
  claim(
    Math.abs(recorded.seconds - clip.seconds) <= frameSeconds * 1.001,
    `same duration within a frame: ${recorded.seconds.toFixed(3)} s of ${clip.seconds.toFixed(3)} s`,
  );
  await emulator.stop();
  say(
    `\nThe segments and playlist.m3u8 are in ${output}\nPlay them:  ffplay ${join(output, 'playlist.m3u8')}`,
  );
}

try {
  await main();
} catch (error) {
  process.stderr.write(`\ndemo failed: ${error instanceof Disappointment ? error.message : error.stack}\n`);
  process.exitCode = 1;
} finally {
  for (const child of running) child.kill('SIGTERM');
}
