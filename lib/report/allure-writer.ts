import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReporterRuntimeConfig } from 'allure-js-commons/sdk/reporter';

type Writer = Exclude<ReporterRuntimeConfig['writer'], string | readonly unknown[]>;

/**
 * Writes Allure results as they come, each in one piece. Allure's own writer waits for the disk after every file, which
 * takes longer than all that is tested; a run that is killed keeps what it had just as well without. Containers are left
 * out: they would only say that a hook ran.
 */
export function allureWriter(resultsDir: string): Writer {
  const write = (name: string, content: unknown): void =>
    writeFileSync(join(resultsDir, name), JSON.stringify(content));
  return {
    writeResult: (result) => write(`${result.uuid}-result.json`, result),
    writeGroup: () => {},
    writeAttachment: (name, content) => writeFileSync(join(resultsDir, name), content),
    writeAttachmentFromPath: (name, from) => copyFileSync(from, join(resultsDir, name)),
    writeEnvironmentInfo: (info) => write('environment.json', info),
    writeCategoriesDefinitions: (categories) => write('categories.json', categories),
    writeGlobals: (name, info) => write(name, info),
  };
}
