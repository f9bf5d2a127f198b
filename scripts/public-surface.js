// What the library shows of itself, found in its declarations by API Extractor, which brings its own compiler.
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

/**
 * Of an entrance, `index` or `testing`, whose declarations begin at `start`: one file of types in `types`; in `api` a
 * report for people, and a model for pages.
 */
export function extractSurface(entrance, { start, types, api }) {
  const root = process.cwd();
  for (const folder of [types, api]) mkdirSync(folder, { recursive: true });
  const compilerOptions = {
    ...{ target: 'ES2023', lib: ['ES2023'], types: ['node'], strict: true, skipLibCheck: true },
    ...{ module: 'NodeNext', moduleResolution: 'NodeNext' },
  };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: resolve(start),
      compiler: { overrideTsconfig: { compilerOptions, files: [resolve(start)] } },
      dtsRollup: { enabled: true, untrimmedFilePath: resolve(types, `${entrance}.d.ts`) },
      apiReport: {
        enabled: true,
        reportFileName: entrance,
        reportFolder: resolve(api),
        reportTempFolder: dirname(resolve(start)),
        includeForgottenExports: true,
      },
      docModel: {
        enabled: true,
        apiJsonFilePath: resolve(api, `${entrance}.api.json`),
        includeForgottenExports: true,
      },
      // The report says what has no comment; the rest is of no use here.
      messages: { extractorMessageReporting: { default: { logLevel: 'none', addToApiReportFile: false } } },
      newlineKind: 'lf',
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
  const { succeeded, errorCount } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback(message) {
      // It tells of each file that it writes.
      if (message.logLevel !== 'error') message.handled = true;
    },
  });
  if (!succeeded || errorCount > 0) throw new Error(`API Extractor failed on ${start}`);
}
