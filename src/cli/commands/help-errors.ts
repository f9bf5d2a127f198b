import { near } from '../../client/near.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { defineCommand } from '../command.js';

/** `oss-live help errors`, which is no command of the list: its table is loaded when it is asked for. */
export const helpErrors = defineCommand({
  name: 'help',
  group: 'This machine',
  summary: 'Say what error codes mean',
  arguments: [
    { name: '<topic>', help: 'errors' },
    { name: '[code]', help: 'a code or an EC' },
  ],
  examples: [{ line: 'oss-live help errors 0044-00000308', comment: 'what it means, and what to do' }],
  async run({ words, output }) {
    const { EXPLANATIONS, explain } = await import('../terminal/meanings.js');
    const [, code] = words;
    if (code === undefined) {
      await output.result(
        { errors: EXPLANATIONS },
        {
          kind: 'table',
          columns: [english`Code or EC`, english`HTTP`, english`Means`],
          rows: EXPLANATIONS.map(({ name, status, means, hint }) => [name, status, means, hint]),
          empty: '',
        },
      );
      return;
    }
    const found = explain(code);
    if (found === null) {
      const names = /^\d/.test(code)
        ? []
        : near(
            code,
            EXPLANATIONS.map(({ name }) => name),
          );
      throw new UsageError(english`No page names the code ${code}.`, {
        hint:
          names[0] === undefined
            ? english`Its own page may: https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(code)}`
            : english`Did you mean ${names[0]}? oss-live help errors ${names[0]}`,
      });
    }
    const { name, status, means, hint } = found;
    await output.result(found, {
      kind: 'fields',
      fields: [
        [english`Code`, name],
        [english`HTTP`, status],
        [english`Means`, means],
        [
          english`Fix`,
          hint?.replace('{action}', english`that the command needs: oss-live help permissions`) ?? null,
        ],
        [english`More`, `https://api.aliyun.com/troubleshoot?q=${name}`],
      ],
    });
  },
});
