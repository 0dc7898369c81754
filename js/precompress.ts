import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What gzip makes smaller; fonts are compressed already. */
const COMPRESSIBLE = /\.(?:js|css|html|svg|json)$/;

/** A `.gz` beside each file of the folder, so that the server need not compress. */
export function precompress(folder: string): Plugin {
  return {
    name: "precompress",
    apply: (_, { command, mode }) => command === "build" && mode === "production",
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!COMPRESSIBLE.test(name)) continue;
        const path = join(folder, name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}
