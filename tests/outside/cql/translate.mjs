// Translates every CQL library of a folder into ELM (JSON) beside it, with the reference translator: node translate.mjs FOLDER
import { createRequire } from "node:module";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SystemModelInfoProvider } from "@cqframework/cql/cql";
import {
  CqlTranslator, LibraryManager, ModelManager, createLibrarySourceProvider, createModelInfoProvider, createUcumService, stringAsSource,
} from "@cqframework/cql/cql-to-elm";

const find = createRequire(import.meta.url);
const MODELS = {
  // The translator comes without descriptions of its models. FHIR's is the one that the engine's data source reads.
  System: new URL("system-modelinfo.xml", import.meta.url),
  FHIR: find.resolve("cql-exec-fhir/lib/modelInfos/fhir-modelinfo-4.0.1.xml"),
};

function refuse() {
  throw new Error("the rules count in days and convert no other units");
}

function libraries(folder) {
  const models = new ModelManager();
  models.modelInfoLoader.registerModelInfoProvider(
    createModelInfoProvider((name) => (name in MODELS ? stringAsSource(readFileSync(MODELS[name], "utf8")) : null)));
  const units = createUcumService(refuse, (unit) => (["1", "days"].includes(unit) ? null : `not days: ${unit}`), refuse, refuse);
  const found = new LibraryManager(models, undefined, undefined, units);
  found.librarySourceLoader.registerProvider(
    createLibrarySourceProvider((name) => stringAsSource(readFileSync(join(folder, `${name}.cql`), "utf8"))));
  return found;
}

/** ELM of one library; throws with every error the translator has found. */
function translate(folder, name) {
  const translated = CqlTranslator.fromText(readFileSync(join(folder, `${name}.cql`), "utf8"), libraries(folder));
  const elm = JSON.parse(translated.toJson());
  const wrong = (elm.library.annotation ?? []).filter((note) => note.errorSeverity === "error");
  if (wrong.length) {
    throw new Error(wrong.map((one) => `${name}.cql:${one.startLine}:${one.startChar} ${one.message}`).join("\n"));
  }
  return JSON.parse(JSON.stringify(elm), bare);
}

/** Where each word stood in the source: what nobody runs, and what an engine would keep a result for. */
function bare(name, value) {
  return ["localId", "locator", "annotation"].includes(name) ? undefined : value;
}

const folder = process.argv[2];
const names = readdirSync(folder).filter((file) => file.endsWith(".cql")).map((file) => file.slice(0, -4)).sort();
for (const name of names) {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(translate(folder, name)) + "\n");
}
console.log(JSON.stringify({ translated: names }));
