import { cleanEnvironment } from '../../scripts/clean-environment.js';

// The one exception: a run against a real bucket, which needs its credentials.
if (process.env.OSS_LIVE_TEST_TARGET !== 'real') {
  const clean = cleanEnvironment();
  for (const name of Object.keys(process.env)) if (!(name in clean)) delete process.env[name];
  Object.assign(process.env, clean);
}
