import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { transformSync } from 'esbuild';

/** What a file of TypeScript compiles to, by its path: kept, for it is evaluated again for each mutant. */
const compiled = new Map();

/**
 * Gives a `require` with module instances of its own, so that nothing is left in them of an earlier mutant. Only
 * TypeScript is evaluated anew, by `around`, which takes the file and what evaluates it; packages and JSON come from
 * Node's `require`.
 */
export function freshModules(around) {
  const instances = new Map();

  function load(file) {
    const known = instances.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    instances.set(file, module);
    const nodeRequire = createRequire(file);
    const requireSource = (request) => {
      const source = request.startsWith('.')
        ? sourceOf(path.resolve(path.dirname(file), request))
        : undefined;
      return source === undefined ? nodeRequire(request) : load(source);
    };
    const requireFrom = Object.assign(requireSource, { resolve: nodeRequire.resolve });
    const evaluate = compile(file);
    around(file, () => evaluate(module.exports, requireFrom, module, file, path.dirname(file)));
    return module.exports;
  }

  return load;
}

/** The file of TypeScript that `import` means by a path; undefined if there is none. */
function sourceOf(target) {
  return [target, `${target}.ts`, path.join(target, 'index.ts')].find(
    (file) => file.endsWith('.ts') && statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}

function compile(file) {
  const known = compiled.get(file);
  if (known !== undefined) return known;
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    loader: 'ts',
    format: 'cjs',
    target: 'node20',
    sourcefile: file,
  });
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
  const evaluate = vm.compileFunction(code, parameters, { filename: file });
  compiled.set(file, evaluate);
  return evaluate;
}
