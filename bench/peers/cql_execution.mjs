// Times cql-execution on families, one Bundle a line: node cql_execution.mjs ROOM ELM FAMILIES TIMES; prints {seconds, answers} as JSON.
// ROOM is the folder whose node_modules hold the engine. One source for all children: making one anew for each costs more than the rules do.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const [room, elm, families, times] = process.argv.slice(2);
const find = createRequire(join(resolve(room), "package.json"));
const cql = find("cql-execution");
const fhir = find("cql-exec-fhir");
const library = new cql.Library(JSON.parse(readFileSync(elm, "utf8")));
const executor = new cql.Executor(library, new cql.CodeService({}));
const bundles = readFileSync(families, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const source = fhir.PatientSource.FHIRv401();

async function run() {
  const answers = {};
  for (const bundle of bundles) {
    source.reset();
    source.loadBundles([bundle]);
    const found = (await executor.exec(source)).patientResults[bundle.id];
    answers[bundle.id] = Object.keys(found).filter((name) => found[name] === true);
  }
  return answers;
}

let answers;
const seconds = [];
for (let turn = 0; turn < Number(times); turn++) {
  const started = performance.now();
  answers = await run();
  seconds.push((performance.now() - started) / 1000);
}
console.log(JSON.stringify({ seconds, answers }));
