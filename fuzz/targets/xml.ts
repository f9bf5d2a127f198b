import { isDeepStrictEqual } from 'node:util';
import { formatXml, parseXml as readByClient } from '../../src/client/xml-document.js';
import { Refusal } from '../../src/emulator/service/refusals.js';
import { parseXml as readByEmulator } from '../../src/emulator/service/xml-in.js';
import { renderXml } from '../../src/emulator/service/xml-out.js';
import { UsageError } from '../../src/errors.js';
import type { XmlElement } from '../../src/protocol/xml.js';
import errors from '../../test/vectors/error-xml.json' with { type: 'json' };
import requests from '../../test/vectors/xml-requests.json' with { type: 'json' };
import responses from '../../test/vectors/xml-responses.json' with { type: 'json' };

export const tokens: readonly Buffer[] = [
  ...[
    '<a>',
    '</a>',
    '<a/>',
    '<Target>',
    '</Target>',
    '<x:a xmlns:x="y">',
    '</x:a>',
    '<a b="c>d">',
    '<__proto__>',
    '</__proto__>',
  ],
  ...[
    '<#text>',
    '<#cdata>',
    '<constructor/>',
    '<:>',
    '< a>',
    '</a >',
    '<a\n>',
    '<',
    '>',
    '/>',
    '</',
    '="',
    "'",
  ],
  ...[
    '<![CDATA[',
    ']]>',
    '<![CDATA[a]]>',
    '<![CDATA[]]>',
    '<!--',
    '-->',
    '<!-- a -->',
    '<?xml version="1.0"?>',
    '<?a ?>',
    '?>',
  ],
  ...[
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '<!ENTITY',
    '&b;',
    '&amp;',
    '&lt;',
    '&amp;lt;',
    '&#38;',
    '&#x26;',
    '&#0;',
    '&#xD800;',
  ],
  ...[
    '&#x110000;',
    '&#99999999999;',
    '&#13;',
    '&;',
    '&',
    '\r\n',
    '\u0000',
    '\ufeff',
    '\ufffe',
    '\u{1f3a5}',
    '007',
    'true',
  ],
].map((text) => Buffer.from(text));

export function seeds(): Buffer[] {
  const texts = [
    ...requests.cases.map(({ expected }) => expected.xml),
    ...responses.cases.map(({ xml }) => xml),
    ...errors.cases.map(({ input }) => input.body),
    '<Delete><Quiet>true</Quiet><Object><Key>a&#x2F;b</Key></Object><Object><Key><![CDATA[<&>]]></Key></Object></Delete>',
  ];
  return texts.map((text) => Buffer.from(text ?? ''));
}

export function split(bytes: Buffer): Buffer[] {
  return bytes
    .toString('latin1')
    .split(/(?<=[>;])|(?=[<&])/)
    .map((text) => Buffer.from(text, 'latin1'));
}

/** What either side understands, the other reads the same when it is written down again. */
export function fuzz(bytes: Buffer): void {
  const inEmulator = accepted(() => readByEmulator(bytes), Refusal);
  const inClient = accepted(() => readByClient(bytes.toString('utf8')), SyntaxError);
  if (inEmulator !== null) {
    const again = readByClient(renderXml(inEmulator));
    compare('the emulator read, and the client from it', writable(inEmulator), again);
  }
  if (inClient === null) return;
  const sent = accepted(() => formatXml(inClient), UsageError);
  if (sent !== null)
    compare(
      'the client read, and the emulator from it',
      withoutPrefixes(inClient),
      readByEmulator(Buffer.from(sent)),
    );
}

function accepted<Result>(
  read: () => Result,
  refusal: abstract new (...args: never) => Error,
): Result | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof refusal) return null;
    throw error;
  }
}

/** The emulator leaves the prefixes of namespaces out. */
function withoutPrefixes([name, content]: XmlElement): XmlElement {
  const local = name.slice(name.indexOf(':') + 1);
  return [local, typeof content === 'string' ? content : content.map(withoutPrefixes)];
}

/** XML has no way to write most control characters: they become replacement characters. */
function writable([name, content]: XmlElement): XmlElement {
  if (typeof content !== 'string') return [name, content.map(writable)];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return [name, content.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')];
}

function compare(what: string, one: XmlElement, other: XmlElement): void {
  if (!isDeepStrictEqual(one, other))
    throw new Error(`${what}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`);
}
