// Tests never see the user's settings: no OSS or Alibaba Cloud variable, no proxy, a home folder of their own.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

for (const name of Object.keys(process.env)) {
  const kept = name === 'OSS_LIVE_TEST_TARGET' || name === 'OSS_LIVE_TEST_BUCKET';
  if (kept || process.env.OSS_LIVE_TEST_TARGET === 'real') continue;
  if (/^(OSS_|ALIBABA_?CLOUD_|ALICLOUD_)/i.test(name) || /^(https?|all|no)_proxy$/i.test(name)) {
    delete process.env[name];
  }
}
const home = mkdtempSync(join(tmpdir(), 'oss-live-test-home-'));
process.env.HOME = home;
for (const name of ['XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'])
  process.env[name] = join(home, name);
