import { join } from "node:path";
import { endAll } from "./endings";
import type { Result } from "./result";

// One benchmark, in a process of its own: its environment and its database are nobody else's.
const [name = ""] = process.argv.slice(2);
const end = (code: number) => endAll().finally(() => process.exit(code));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(signal, () => void end(1));

try {
  const { run }: { run: () => Promise<Result[]> } = await import(join(import.meta.dirname, `${name}.ts`));
  process.send?.(await run());
  await end(0);
} catch (error) {
  console.error(error);
  await end(1);
}
