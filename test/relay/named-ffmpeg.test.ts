import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWorld } from '../helpers/world.js';

// The world has no service: whatever is asked of it would be another error.
test.each<[name: string, argv: string[], env: Record<string, string>]>([
  ['--ffmpeg', ['--ffmpeg', '/nope'], {}],
  ['--ffmpeg', ['--ffmpeg', '/nope', '--plan'], {}],
  ['OSS_LIVE_FFMPEG', [], { OSS_LIVE_FFMPEG: '/nope' }],
])('%s that names no program ends relay before anything is asked or made: %j', async (name, argv, env) => {
  const world = createWorld();
  writeFileSync(join(world.homeDir, 'cameras.yaml'), 'channels: { cam: "rtsp://127.0.0.1:9/cam" }\n');
  expect(await world.run(['relay', 'cameras.yaml', ...argv], { env })).toEqual({
    exitCode: 9,
    stdout: '',
    stderr: `error: ${name}: there is no program /nope.\nhint: Without ${name} the ffmpeg in PATH is used.\n`,
  });
});
