// Debian's Prometheus beside a relay, with the rules of deploy/: which alerts fired, and whether they cleared.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const RULES = join(import.meta.dirname, '../deploy/prometheus/prometheus.yaml');
/** Where those rules look for the relay. */
export const METRICS_PORT = 9311;
const API = '127.0.0.1:9390';
const STEP_SECONDS = 15;

/** `at` gives the words by which a program runs where the relay is. */
export function watchAlerts({ folder, start }, at) {
  const words = [`--config.file=${RULES}`, `--storage.tsdb.path=${join(folder, 'prometheus')}`];
  const quiet = { stdio: 'ignore' };
  const child = start(at(['prometheus', ...words, `--web.listen-address=${API}`]), quiet);
  const since = Math.floor(Date.now() / 1000);
  return {
    /** Of each alert: how many times it fired, for how many channels, and for how many it still does. */
    async fired() {
      // Until the last look at the relay is judged.
      await sleep(2 * STEP_SECONDS * 1000);
      const until = Math.floor(Date.now() / 1000);
      const query = `query=ALERTS{alertstate="firing"}&start=${since}&end=${until}&step=${STEP_SECONDS}`;
      const [file, ...more] = at(['curl', '-sfG', `http://${API}/api/v1/query_range`]);
      const { data } = JSON.parse(
        execFileSync(file, [...more, ...query.split('&').flatMap((part) => ['--data-urlencode', part])]),
      );
      child.kill('SIGTERM');
      return summary(data.result, until);
    },
  };
}

function summary(series, until) {
  const alerts = {};
  for (const { metric, values } of series) {
    const times = values.map(([seconds]) => seconds);
    const begins = times.filter((time, index) => index === 0 || time - times[index - 1] > STEP_SECONDS);
    const { fired, channels, stillFiring } = alerts[metric.alertname] ?? {
      fired: 0,
      channels: 0,
      stillFiring: 0,
    };
    const isFiring = until - times.at(-1) < STEP_SECONDS;
    alerts[metric.alertname] = {
      ...{ fired: fired + begins.length, channels: channels + 1 },
      stillFiring: stillFiring + (isFiring ? 1 : 0),
    };
  }
  return alerts;
}
