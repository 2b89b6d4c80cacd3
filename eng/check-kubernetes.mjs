// Judges every object of YAML files by the schema of its kind, and writes them as TypeScript, whose compiler knows unknown fields,
// which the schemas let pass. Called by check-kubernetes.sh: check-kubernetes.mjs OBJECTS.ts FILE.yaml...
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import yaml from 'js-yaml';

function moduleOf({ apiVersion, kind }) {
  const models = apiVersion.startsWith('monitoring.coreos.com/') ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models';
  return `${models}/${apiVersion}/${kind}`;
}

const [, , target, ...files] = process.argv;
const typed = [];
let wrong = 0;
for (const file of files) {
  for (const object of yaml.loadAll(readFileSync(file, 'utf8')).filter(Boolean)) {
    const name = `${basename(file)}: ${object.kind} ${object.metadata?.name}`;
    const type = `Model${typed.length}`;
    typed.push(`import type { I${object.kind} as ${type} } from ${JSON.stringify(moduleOf(object))};
// ${name}
export const object${typed.length}: ${type} = ${JSON.stringify(object, null, 2)};`);
    try {
      new (await import(moduleOf(object)))[object.kind](object).validate();
    } catch (problem) {
      wrong++;
      console.error(`${name}: ${problem.message}`);
    }
  }
}
writeFileSync(target, typed.join('\n'));
console.log(`${typed.length} objects judged by their schemas, ${wrong} wrong`);
process.exit(typed.length > 0 && wrong === 0 ? 0 : 1);
