import { fileURLToPath } from "node:url";
import { ensureBuilt } from "../../server/boot/build.mjs";

/** The stories run against the very build that `npm start` serves: made once, before two of them want it at one time. */
export default async function built() {
  // What goes to the standard output is the reporter's.
  const { log } = console;
  console.log = console.error;
  await ensureBuilt(fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, ""));
  console.log = log;
}
