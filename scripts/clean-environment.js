// Tests, the demo and benchmarks never see the user's settings.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SETTING = /^(OSS_|OSSUTIL_|ALIBABA_?CLOUD_|ALICLOUD_)|^(https?|all|no)_proxy$|^FFREPORT$/i;

const homes = [];
process.once('exit', () => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

/** The environment without OSS, Alibaba Cloud and proxy variables, with an empty home folder until this process ends. */
export function cleanEnvironment(environment = process.env) {
  const home = mkdtempSync(join(tmpdir(), 'oss-live-home-'));
  homes.push(home);
  const kept = Object.entries(environment).filter(([name]) => !SETTING.test(name));
  return {
    ...Object.fromEntries(kept),
    // Whatever the locale is.
    OSS_LIVE_LANGUAGE: 'en',
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
}
