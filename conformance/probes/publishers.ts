// What publishers are told.
import { found, type Probe } from '../probe.js';
import { AMF3_COMMAND, MESSAGE, type Push } from '../push.js';

/** What somebody heard who was not let in. */
function refusal(push: Push): string {
  const { answer } = push;
  return answer === null
    ? 'nothing, and the end of the connection'
    : `${answer.level} ${answer.code} "${answer.description}"`;
}

export const publishers: readonly Probe[] = [
  {
    row: 'disabled-over-rtmp',
    async run(scope) {
      const push = await scope.push(await scope.channel({ status: 'disabled' }));
      const isSo =
        push.answer?.level === 'error' && push.answer.description.startsWith('LiveChannelDisabled');
      return found(isSo, refusal(push));
    },
  },
  {
    row: 'publish-url-judgement',
    async run(scope) {
      const channelName = await scope.channel();
      const { region, credentials } = scope.target;
      /** As if it were signed with V4, by a day so far from now. */
      const v4 = (days: number) => {
        const date = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
        const credential = `${credentials.accessKeyId}/${date}/${region}/oss/aliyun_v4_request`;
        return `${scope.publishUrl(channelName)}&SignatureVersion=OSS4-HMAC-SHA256&Credential=${encodeURIComponent(credential)}`;
      };
      const expired = scope.publishUrl(channelName, { expiresSeconds: -60, secret: 'another-secret' });
      const saw: string[] = [];
      for (const [is, url, wanted] of [
        ['expired, and signed with another key', expired, 'AccessDenied'],
        ['V4, a day from now', v4(1), 'AccessDenied'],
        ['V4, four days from now', v4(4), 'InvalidArgument'],
      ] as const) {
        const push = await scope.push(channelName, { url });
        const isSo = push.answer?.level === 'error' && push.answer.description.startsWith(`${wanted}: `);
        saw.push(`${is}: ${refusal(push)}${isSo ? '' : ` instead of ${wanted}`}`);
        push.drop();
      }
      return found(!saw.join().includes('instead'), saw.join('; '));
    },
  },
  {
    row: 'rtmp-refusal-words',
    async run(scope) {
      const channelName = await scope.channel();
      const push = await scope.push(channelName, {
        url: scope.publishUrl(channelName, { secret: 'another-secret' }),
      });
      return found(push.answer?.description.startsWith('SignatureDoesNotMatch: ') === true, refusal(push));
    },
  },
  {
    row: 'second-publisher',
    async run(scope) {
      const channelName = await scope.channel();
      const first = await scope.push(channelName);
      await first.play(scope.media.small.slice(0, 60));
      const second = await scope.push(channelName);
      const isSo =
        second.answer?.level === 'error' && second.answer.code === 'NetStream.Publish.BadName' && first.isIn;
      const saw = `the second hears ${refusal(second)}; the first ${first.isIn ? 'goes on' : 'is cut'}`;
      await first.finish();
      return found(isSo, saw);
    },
  },
  {
    row: 'amf3-values',
    async run(scope) {
      const push = await scope.push(await scope.channel());
      push.message(MESSAGE.commandAmf3, AMF3_COMMAND);
      await push.until(() => false, Math.min(5000, scope.target.patienceMs));
      const isOver = push.closedAtMs !== null;
      return found(isOver, `a value in AMF 3 ${isOver ? 'ends the connection' : 'is taken'}`);
    },
  },
  {
    row: 'unpublish-answers',
    async run(scope) {
      const push = await scope.push(await scope.channel(), { fcPublishId: 0 });
      await push.play(scope.media.small.slice(0, 60));
      push.say('FCUnpublish', 6, null, '');
      push.say('deleteStream', 7, null, 1);
      await push.until(() => push.status?.code.startsWith('NetStream.Unpublish') === true, 10_000);
      const isTold = push.heard.some(({ name }) => name === 'onFCPublish');
      const saw = `onFCPublish ${isTold ? 'is' : 'is not'} said to number 0; at the end ${push.status?.code}`;
      return found(!isTold && push.status?.code === 'NetStream.Unpublish.Success', saw);
    },
  },
  {
    row: 'notice-at-the-end',
    async run(scope) {
      const channelName = await scope.channel();
      const push = await scope.push(channelName);
      await push.play(scope.media.small.slice(0, 60));
      await scope.client.putLiveChannelStatus({ channelName, status: 'disabled' });
      await push.until(() => push.closedAtMs !== null, 30_000);
      const { status } = push;
      const isSo = status?.code === 'NetStream.Publish.Notify' && / publish end$/.test(status.description);
      return found(isSo, `a push whose channel is disabled hears ${status?.code} "${status?.description}"`);
    },
  },
  {
    row: 'disabling-cuts-after',
    async run(scope) {
      const channelName = await scope.channel();
      const push = await scope.push(channelName);
      await push.play(scope.media.small.slice(0, 60));
      await scope.client.putLiveChannelStatus({ channelName, status: 'disabled' });
      const disabledMs = performance.now();
      await push.until(() => push.closedAtMs !== null, 60_000);
      if (push.closedAtMs === null) return found(false, 'it is not cut within 60 s');
      const seconds = (push.closedAtMs - disabledMs) / 1000;
      return found(seconds > 1.5 && seconds < 4.5, `the connection ends after ${seconds.toFixed(1)} s`);
    },
  },
  {
    row: 'silence-ends-a-push',
    seconds: 30,
    async run(scope) {
      const push = await scope.push(await scope.channel());
      await push.play(scope.media.small.slice(0, 60));
      const silentMs = performance.now();
      await push.until(() => push.closedAtMs !== null, 90_000);
      if (push.closedAtMs === null) return found(false, 'it goes on for more than 90 s');
      const seconds = (push.closedAtMs - silentMs) / 1000;
      return found(seconds > 27 && seconds < 35, `the connection ends after ${seconds.toFixed(1)} s`);
    },
  },
  {
    row: 'end-is-noticed',
    async run(scope) {
      const channelName = await scope.channel();
      const push = await scope.push(channelName);
      await push.play(scope.media.small.slice(0, 60));
      push.drop();
      const answer = await scope.raw({
        method: 'PUT',
        key: channelName,
        query: { live: null },
        body: '<LiveChannelConfiguration><Target><Type>HLS</Type></Target></LiveChannelConfiguration>',
      });
      return found(
        answer.status === 200,
        `replaced right after its push: ${answer.status} ${answer.code ?? ''}`.trim(),
      );
    },
  },
];
