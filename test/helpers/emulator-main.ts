// An emulator as a process of its own, for tests that kill or besiege it: `node emulator-main.js {dataDir}`.
import { createEmulator } from '../../src/emulator/index.js';
import { KEY } from './sign-v1.js';

const emulator = createEmulator({ dataDir: process.argv[2]!, credentials: [KEY] });
process.stdout.write(`${JSON.stringify(await emulator.listen())}\n`);

// However its parent ends, it does not outlive it.
process.on('disconnect', () => process.exit());

// Asked by its parent, it tells what it holds, or closes.
process.on('message', async (wanted) => {
  if (wanted === 'close') {
    await emulator.close();
    process.send?.('closed');
    return;
  }
  const connections = process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap');
  const { user, system } = process.cpuUsage();
  process.send?.({
    rssBytes: process.memoryUsage.rss(),
    connections: connections.length,
    cpuMs: (user + system) / 1000,
  });
});
