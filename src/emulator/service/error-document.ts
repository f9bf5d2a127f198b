import type { HeaderList } from '../../protocol/wire.js';
import type { Refusal } from './refusals.js';
import { renderXml } from './xml-out.js';

export interface ErrorAnswer {
  status: number;
  headers: HeaderList;
  body: string;
}

/** The `<Error>` document of a refusal, with the headers that repeat its EC. */
export function errorAnswer(
  { row, extra }: Pick<Refusal, 'row' | 'extra'>,
  requestId: string,
  host: string,
): ErrorAnswer {
  const { status, code, ec, message } = row;
  const body = renderXml([
    'Error',
    [
      ['Code', code],
      ['Message', message],
      ['RequestId', requestId],
      ['HostId', host.replace(/:\d+$/, '')],
      ...extra,
      ...(ec === null
        ? []
        : ([
            ['EC', ec],
            ['RecommendDoc', `https://api.aliyun.com/troubleshoot?q=${ec}`],
          ] as const)),
    ],
  ]);
  return {
    status,
    headers: [
      ['Content-Type', 'application/xml'],
      ...(ec === null ? [] : [['x-oss-ec', ec] satisfies [string, string]]),
    ],
    body,
  };
}

/** The answer to something that could not be read as a request, which has no id. */
export function malformedAnswer(reason: string): Pick<ErrorAnswer, 'headers' | 'body'> {
  const headers: HeaderList = [
    ['Server', 'AliyunOSS'],
    ['Content-Type', 'application/xml'],
  ];
  const code = reason.replaceAll(' ', '');
  return {
    headers,
    body: renderXml([
      'Error',
      [
        ['Code', code],
        ['Message', `${reason}.`],
      ],
    ]),
  };
}
