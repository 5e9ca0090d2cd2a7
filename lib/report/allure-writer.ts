import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReporterRuntimeConfig } from 'allure-js-commons/sdk/reporter';
import type { AllureOutput } from './allure-results';

type Writer = Exclude<ReporterRuntimeConfig['writer'], string | readonly unknown[]>;

/**
 * Writes Allure's results as they come, each at once. Allure's own writer waits for the disk after every file, which takes
 * longer than all that is tested; a run that is killed keeps what it had just as well without. Containers are left out:
 * they would only say that a hook ran.
 */
export function allureWriter({ folder, attempt }: AllureOutput): Writer {
  const write = (name: string, content: unknown): void =>
    attempt(() => writeFileSync(join(folder, name), JSON.stringify(content)));
  return {
    writeResult: (result) => write(`${result.uuid}-result.json`, result),
    writeGroup: () => {},
    writeAttachment: (name, content) => attempt(() => writeFileSync(join(folder, name), content)),
    writeAttachmentFromPath: (name, from) => attempt(() => copyFileSync(from, join(folder, name))),
    writeEnvironmentInfo: (info) => write('environment.json', info),
    writeCategoriesDefinitions: (categories) => write('categories.json', categories),
    writeGlobals: (name, info) => write(name, info),
  };
}
