import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { step } from "./step.mjs";

/** The declarations of the client library, for whoever writes TypeScript against it: `.build/types`. */
export async function makeTypes(root) {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  await step("Making the types of the client", process.execPath, [compiler, "-p", join(root, "server/client")], {
    cwd: root,
  });
  const folder = join(root, ".build/types");
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith(".d.ts")) continue;
    const file = join(folder, name);
    const depth = relative(dirname(file), folder).split(sep).join("/") || ".";
    writeFileSync(file, resolved(readFileSync(file, "utf8"), depth));
  }
}

/** Outside of this tree nobody knows what `@/` means, and Node's own resolution wants whole file names. */
const resolved = (text, depth) =>
  text.replace(/(from |import\()"(@\/|\.{1,2}\/)([^"]+)"/g, (_, before, start, rest) => {
    const path = start === "@/" ? posix.join(depth, rest) : `${start}${rest}`;
    return `${before}"${path.startsWith(".") ? path : `./${path}`}.js"`;
  });
