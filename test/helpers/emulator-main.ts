// An emulator as a process of its own, for tests that kill it: `node emulator-main.js {dataDir}`.
import { createEmulator } from '../../src/emulator/emulator.js';
import { KEY } from './sign-v1.js';

const emulator = createEmulator({ dataDir: process.argv[2]!, credentials: [KEY] });
process.stdout.write(`${JSON.stringify(await emulator.listen())}\n`);
