import { english } from '../../english.js';

/** The states and outcomes that are words of the service or of `--json`, for those who read them at a terminal. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ enabled: english`enabled`, disabled: english`disabled` },
  ...{ live: english`live`, stalled: english`stalled`, idle: english`idle`, unknown: english`unknown` },
  ...{ refused: english`refused`, absent: english`absent`, off: english`off`, starting: english`starting` },
  ...{ connecting: english`connecting`, waiting: english`waiting`, failed: english`failed` },
  ...{ created: english`created`, replaced: english`replaced`, unchanged: english`unchanged` },
  ...{ changed: english`changed`, deleted: english`deleted`, none: english`none` },
  ...{ create: english`create`, change: english`change`, enable: english`enable`, disable: english`disable` },
  ...{ delete: english`delete`, keep: english`keep`, gone: english`gone`, archived: english`archived` },
};

/** A word that has its own in another language, ready for `said`; any other text as it is. */
export function wordFor(word: string): string {
  return Object.hasOwn(WORDS, word) ? (WORDS[word] ?? word) : word;
}
