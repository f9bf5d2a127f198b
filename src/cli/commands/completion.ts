import { english, listed } from '../../english.js';
import { UsageError } from '../../errors.js';
import { defineCommand } from '../command.js';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export const completion = defineCommand({
  name: 'completion',
  group: 'This machine',
  summary: 'Print what completes commands, options and channels in a shell',
  details: [
    'Names of channels come from the bucket and are remembered for half a minute; whoever types never waits for it. The one for PowerShell is untested. One line installs it, in bash, zsh, fish or PowerShell:',
    `echo 'eval "$(oss-live completion bash)"' >> ~/.bashrc`,
    `echo 'eval "$(oss-live completion zsh)"' >> ~/.zshrc`,
    'oss-live completion fish > ~/.config/fish/completions/oss-live.fish',
    'oss-live completion powershell >> $PROFILE',
  ],
  arguments: [{ name: '<bash|zsh|fish|powershell>', help: 'the shell' }],
  examples: [
    { line: 'eval "$(oss-live completion bash)"', comment: 'in this shell, until it ends' },
    { line: 'oss-live completion zsh > _oss-live', comment: 'for a folder of fpath' },
  ],
  isText: true,
  async run({ words, context }) {
    const shell = SHELLS.find((name) => name === words[0]);
    if (shell === undefined)
      throw new UsageError(english`There is no completion for ${words[0]}.`, {
        hint: english`There is one for ${listed(SHELLS, 'and')}.`,
      });
    const { SCRIPTS } = await import('../completion/scripts.js');
    context.stdout.write(SCRIPTS[shell]);
    return undefined;
  },
});
