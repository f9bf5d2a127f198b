import { describe, expect, it } from 'vitest';
import { Handshake } from '../../../src/emulator/rtmp/handshake.js';
import {
  acknowledgement,
  decodeCommand,
  mediaMessage,
  pingResponse,
  type RtmpMessage,
  setChunkSize,
  setPeerBandwidth,
  splitAggregate,
  streamBegin,
  windowAcknowledgementSize,
} from '../../../src/emulator/rtmp/message.js';
import { ascii, hex } from '../../helpers/bytes.js';

const message = (type: number, payload: string, timestampMs = 0): RtmpMessage => ({
  type,
  streamId: 1,
  timestampMs,
  payload: hex(payload),
});

const control = (type: number, payload: string): RtmpMessage => ({ ...message(type, payload), streamId: 0 });

describe('control messages', () => {
  it('are written as the specification lays them out', () => {
    expect([
      setChunkSize(4096),
      acknowledgement(2_500_000),
      windowAcknowledgementSize(2_500_000),
      setPeerBandwidth(2_500_000),
      streamBegin(1),
    ]).toEqual([
      control(1, '00001000'),
      control(3, '002625a0'),
      control(5, '002625a0'),
      control(6, '002625a0 02'),
      control(4, '0000 00000001'),
    ]);
  });

  it('count received bytes modulo 2^32', () => {
    expect(acknowledgement(2 ** 32 + 5)).toEqual(control(3, '00000005'));
  });

  it('answer a ping with its own timestamp', () => {
    expect(pingResponse(message(4, '0006 00abcdef'))).toEqual(control(4, '0007 00abcdef'));
  });

  it('answer nothing else', () => {
    expect([pingResponse(message(4, '0003 00000001 00000064')), pingResponse(message(4, '0006 00'))]).toEqual(
      [null, null],
    );
  });
});

describe('commands', () => {
  const bytes = `02 0007 ${ascii('publish')} 00 4010000000000000 05 02 0002 ${ascii('ch')}`;
  const publish = { name: 'publish', transactionId: 4, object: null, parameters: ['ch'] };

  it('are read from AMF 0 messages', () => {
    expect(decodeCommand(message(20, bytes))).toEqual(publish);
  });

  it('are read from AMF 3 messages, which carry AMF 0 behind a zero', () => {
    expect(decodeCommand(message(17, `00 ${bytes}`))).toEqual(publish);
  });

  it('count as wanting no answer without a transaction id', () => {
    expect(decodeCommand(message(20, `02 0001 61 05`))).toEqual({
      name: 'a',
      transactionId: 0,
      object: undefined,
      parameters: [],
    });
  });

  it('must have a name', () => {
    expect(() => decodeCommand(message(20, '00 4010000000000000'))).toThrow('command without a name');
    expect(() => decodeCommand(message(20, ''))).toThrow('command without a name');
  });
});

describe('splitAggregate', () => {
  it('moves the tags to the timestamp of the whole', () => {
    const tags = `08 000001 0003e8 00 000000 aa 0000000c
                  09 000002 0003fc 00 000000 bbcc 0000000d`;
    expect([...splitAggregate(message(22, tags, 5000))]).toEqual([
      message(8, 'aa', 5000),
      message(9, 'bbcc', 5020),
    ]);
  });

  it('reads the upper byte of a tag timestamp', () => {
    const tags = `08 000000 ffffff 00 000000 0000000b
                  08 000000 000001 01 000000 0000000b`;
    expect([...splitAggregate(message(22, tags, 7))].map(({ timestampMs }) => timestampMs)).toEqual([7, 9]);
  });

  it('does without the last back pointer', () => {
    expect([...splitAggregate(message(22, '08 000001 000000 00 000000 aa'))]).toEqual([message(8, 'aa')]);
  });

  it('refuses tags that reach beyond it', () => {
    expect(() => [...splitAggregate(message(22, '08 000001 0000'))]).toThrow(
      'aggregate ends within a header',
    );
    expect(() => [...splitAggregate(message(22, '08 000002 000000 00 000000 aa'))]).toThrow(
      'aggregate ends within a message',
    );
  });
});

describe('mediaMessage', () => {
  const metadata = `02 000a ${ascii('onMetaData')} 08 00000000 0000 09`;
  const cases: [what: string, from: RtmpMessage, type: string | undefined, payload: string | undefined][] = [
    ['audio', message(8, 'af01'), 'audio', 'af01'],
    ['video', message(9, '1701'), 'video', '1701'],
    [
      'metadata as it would stand in a file',
      message(18, `02 000d ${ascii('@setDataFrame')} ${metadata}`),
      'data',
      metadata,
    ],
    ['metadata that nobody asked to keep', message(18, metadata), 'data', metadata],
    [
      'metadata in an AMF 3 message',
      message(15, `00 02 000d ${ascii('@setDataFrame')} ${metadata}`),
      'data',
      metadata,
    ],
    ['nothing else', message(20, 'af01'), undefined, undefined],
  ];
  for (const [what, from, type, payload] of cases) {
    it(`takes ${what}`, () => {
      const media = mediaMessage({ ...from, timestampMs: 40 });
      expect(media).toEqual(type === undefined ? null : { type, timestampMs: 40, payload: hex(payload!) });
    });
  }
});

describe('Handshake', () => {
  const c1 = Buffer.from(Array.from({ length: 1536 }, (_, index) => index % 251));
  const c2 = Buffer.alloc(1536, 0xc2);

  it('answers with version 0.0.0.0 and the echo of what it was sent but for its version, and gives back what follows', () => {
    const { answer, rest } = new Handshake().push(Buffer.concat([Buffer.of(3), c1, c2, Buffer.from('next')]));
    expect({
      length: answer?.length,
      opening: answer?.subarray(0, 9).toString('hex'),
      echo: answer?.toString('hex', 1537) === `00010203${'00000000'}${c1.toString('hex', 8)}`,
      rest: rest?.toString(),
    }).toEqual({ length: 3073, opening: '030000000000000000', echo: true, rest: 'next' });
  });

  it('answers once, as soon as C1 is complete, whatever the pieces', () => {
    const handshake = new Handshake();
    const all = Buffer.concat([Buffer.of(3), c1, c2]);
    const events: string[] = [];
    for (let at = 0; at < all.length; at++) {
      const { answer, rest } = handshake.push(all.subarray(at, at + 1));
      if (answer !== null) events.push(`answer at ${at}`);
      if (rest !== null) events.push(`done at ${at} with ${rest.length} bytes left`);
    }
    expect(events).toEqual(['answer at 1536', 'done at 3072 with 0 bytes left']);
  });

  it('refuses another version at its first byte', () => {
    expect(() => new Handshake().push(Buffer.from('G'))).toThrow('RTMP version 71 is not supported');
  });
});
