// Times fqm-execution on families, one Bundle a line: node fqm_execution.mjs ROOM ELM FAMILIES TIMES; prints {seconds, answers} as JSON.
// The rules stand in a Measure's library; raw results are asked for, which hold every define and spare the engine its reports.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

// Node 20 has no Uint8Array.fromBase64, which the package calls.
Uint8Array.fromBase64 ??= (text) => new Uint8Array(Buffer.from(text, "base64"));

const [room, elm, families, times] = process.argv.slice(2);
const { Calculator } = createRequire(join(resolve(room), "package.json"))("fqm-execution");
const bundles = readFileSync(families, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const url = "http://kinsight.example/Library/OneDay";
const library = {
  resourceType: "Library", id: "OneDay", url, version: "1", name: "OneDay", status: "active",
  type: { coding: [{ code: "logic-library" }] },
  content: [{ contentType: "application/elm+json", data: readFileSync(elm).toString("base64") }],
};
const population = (code, expression) => ({
  id: code, code: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/measure-population", code }] },
  criteria: { language: "text/cql.identifier", expression },
});
const measure = {
  resourceType: "Measure", id: "OneDay", url: "http://kinsight.example/Measure/OneDay", version: "1", status: "active", library: [url],
  scoring: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/measure-scoring", code: "cohort" }] },
  group: [{ id: "all", population: [population("initial-population", "Anyone")] }],
};
const asked = { resourceType: "Bundle", type: "collection", entry: [{ resource: measure }, { resource: library }] };
const period = { measurementPeriodStart: "2026-01-01", measurementPeriodEnd: "2026-12-31" };

let raw;
const seconds = [];
for (let turn = 0; turn < Number(times); turn++) {
  const started = performance.now();
  raw = await Calculator.calculateRaw(asked, bundles, period);
  seconds.push((performance.now() - started) / 1000);
}
const answers = {};
for (const [child, found] of Object.entries(raw.results.patientResults)) {
  answers[child] = Object.keys(found).filter((name) => found[name] === true);
}
console.log(JSON.stringify({ seconds, answers }));
