// Makes modules as small as `wasm-opt -Oz` does, in their place: node optimise.mjs BINARYEN FILE…
// One process for many: starting takes longer than most modules do.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [library, ...files] = process.argv.slice(2);
const { default: binaryen } = await import(pathToFileURL(library));

// The features that the compiler itself uses.
const features = ["BulkMemory", "BulkMemoryOpt", "CallIndirectOverlong", "Multivalue", "MutableGlobals", "NontrappingFPToInt", "ReferenceTypes", "SignExt"];
const flags = features.reduce((flags, name) => flags | binaryen.Features[name], 0);
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);

for (const file of files) {
  const module = binaryen.readBinary(readFileSync(file));
  module.setFeatures(flags);
  module.optimize();
  writeFileSync(file, module.emitBinary());
  module.dispose();
}
