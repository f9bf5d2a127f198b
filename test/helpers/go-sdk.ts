import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

/** Alibaba Cloud's Go SDK in a process of its own (`test/go-sdk/`). */
export interface GoSdk {
  /** Rejects with what the SDK's error says. */
  call<Output>(name: string, input?: object): Promise<Output>;
  close(): Promise<void>;
}

/** Compiles a folder's program against the SDK that Debian installs. */
export async function compileGo(folder: string, program: string): Promise<void> {
  await promisify(execFile)('go', ['build', '-o', program, '.'], {
    cwd: folder,
    env: {
      ...process.env,
      // The SDK is a folder of sources, not a module.
      GO111MODULE: 'off',
      GOPATH: '/usr/share/gocode',
      GOCACHE: join(ROOT, 'node_modules/.cache/go-build'),
      GOENV: 'off',
      GOFLAGS: '',
      CGO_ENABLED: '0',
    },
  });
}

/** Compiles the program; gives what starts it with OSS_* variables. */
export async function buildGoSdk(folder: string): Promise<(environment: Record<string, string>) => GoSdk> {
  const program = join(folder, 'go-sdk');
  await compileGo(join(ROOT, 'test/go-sdk'), program);
  return (environment) => start(program, environment);
}

function start(program: string, environment: Record<string, string>): GoSdk {
  const child = spawn(program, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async call<Output>(name: string, input: object = {}): Promise<Output> {
      child.stdin.write(`${JSON.stringify({ name, input })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the program ended at ${name}`);
      const { output, error } = JSON.parse(value) as { output: Output; error: object | null };
      if (error !== null) throw Object.assign(new Error(name), error);
      return output;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
