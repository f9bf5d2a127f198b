import { expect, test } from 'vitest';
import { makeFolder } from '../../../src/emulator/store/files.js';
import { inRemovedFolder } from '../../helpers/removed-folder.js';

test('a folder that no system makes is refused, instead of being tried for ever', async () => {
  await inRemovedFolder(() => expect(makeFolder('data/.oss-live')).rejects.toMatchObject({ code: 'ENOENT' }));
});
