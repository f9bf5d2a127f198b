// For a Node that is new enough: bin/oss-live.js asks for it.
const { enableCompileCache } = require('node:module');

// Where Node can (22.8), what it has compiled is there for the next start. Whatever prevents that is no error.
const folder = cacheFolder(process.env);
if (enableCompileCache !== undefined && folder !== null) enableCompileCache(`${folder}/oss-live/compiled`);

try {
  require('../dist/cli.cjs');
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND' || error.requireStack[0] !== __filename) throw error;
  process.stderr.write('oss-live is not built yet: run npm run setup\n');
  process.exitCode = 1;
}

/** Where programs of this user keep what they can make again; null when that is nowhere. */
function cacheFolder({ XDG_CACHE_HOME: xdg, LOCALAPPDATA: local, HOME: home }) {
  if (process.platform === 'win32') return local || null;
  // A relative path is to be ignored, says the XDG specification.
  if (xdg && xdg[0] === '/') return xdg;
  if (!home) return null;
  return process.platform === 'darwin' ? `${home}/Library/Caches` : `${home}/.cache`;
}
