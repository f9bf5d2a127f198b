// A certificate authority of one's own, as a company has for a proxy that opens TLS.
import { join } from 'node:path';
import { execa } from 'execa';

export interface OwnAuthority {
  /** Paths of PEM files. */
  ca: string;
  cert: string;
  key: string;
}

/** `names` as OpenSSL writes them: `DNS:oss.example.com`, `IP:127.0.0.1`. */
export async function ownAuthority(folder: string, names: readonly string[]): Promise<OwnAuthority> {
  const at = (name: string) => join(folder, name);
  const openssl = (...words: string[]) => execa('openssl', words, { cwd: folder });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await openssl(
    'req',
    '-x509',
    ...curve,
    '-subj',
    '/CN=Own authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  await openssl(
    ...['req', '-x509', ...curve, '-subj', '/CN=server', '-CA', 'ca.pem', '-CAkey', 'ca.key'],
    ...['-addext', `subjectAltName=${names.join(',')}`, '-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-keyout', 'server.key', '-out', 'server.pem'],
  );
  return { ca: at('ca.pem'), cert: at('server.pem'), key: at('server.key') };
}
