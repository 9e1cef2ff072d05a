// Runs the translated rules on families, one Bundle a line, and prints one line a child: node run.mjs FOLDER FAMILIES DAYS
// FOLDER holds the ELM; DAYS are the library's parameters as JSON: {"As of": "2026-11-01"}. Each line is {child, days: {name: [[since, until, back]]}, true: [names]}.
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import fhir from "cql-exec-fhir";
import cql from "cql-execution";

const [folder, families, days] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const elm = ["KinsightDays", "KinsightFamily", "KinsightRules"].map((name) => read(`${name}.json`));
const repository = new cql.Repository(elm);
const library = repository.resolve("KinsightRules", elm[2].library.identifier.version);
const codes = new cql.CodeService({});
const asked = Object.fromEntries(Object.entries(JSON.parse(days)).map(([name, day]) => [name, cql.Date.parse(day)]));
const executor = new cql.Executor(library, codes, asked);
const NEVER = "9999-01-01";

function told(value) {
  const until = value.until.toString();
  return [value.since.toString(), until === NEVER ? null : until, value.back];
}

function answer(results) {
  const days = {}, holds = [];
  for (const [name, value] of Object.entries(results)) {
    if (name.endsWith(" days") || name.endsWith(" triggers")) {
      if (value.length) days[name] = value.map(told);
    } else if (value === true) {
      holds.push(name);
    }
  }
  return { days, true: holds };
}

// One source for all: making one anew for each child costs more than the rules do.
const source = fhir.PatientSource.FHIRv401();
for await (const line of createInterface({ input: createReadStream(families) })) {
  const bundle = JSON.parse(line);
  source.reset();
  source.loadBundles([bundle]);
  const found = await executor.exec(source);
  console.log(JSON.stringify({ child: bundle.id, ...answer(found.patientResults[bundle.id]) }));
}
