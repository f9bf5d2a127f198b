import { UsageError } from '../../errors.js';
import { defineCommand } from '../command.js';
import { listed } from '../listed.js';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export const completion = defineCommand({
  name: 'completion',
  group: 'This machine',
  summary: 'Print what completes commands, options and channels in a shell',
  details: [
    'Names of channels come from the bucket and are remembered for half a minute; whoever types never waits for it. The one for PowerShell is untested.',
  ],
  arguments: [{ name: '<bash|zsh|fish|powershell>', help: 'the shell' }],
  examples: [
    { line: `echo 'eval "$(oss-live completion bash)"' >> ~/.bashrc`, comment: 'install it in bash' },
    { line: `echo 'eval "$(oss-live completion zsh)"' >> ~/.zshrc`, comment: 'in zsh' },
    {
      line: 'oss-live completion fish > ~/.config/fish/completions/oss-live.fish',
      comment: 'in fish',
    },
    { line: 'oss-live completion powershell >> $PROFILE', comment: 'in PowerShell' },
  ],
  async run({ words, context }) {
    const shell = SHELLS.find((name) => name === words[0]);
    if (shell === undefined)
      throw new UsageError(`There is no completion for ${words[0]}.`, {
        hint: `There is one for ${listed(SHELLS, 'and')}.`,
      });
    const { SCRIPTS } = await import('../completion/scripts.js');
    context.stdout.write(SCRIPTS[shell]);
    return undefined;
  },
});
