import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databasePlace } from "./postgres/place";

/** A data folder that lasts as long as the demonstration. */
export function demoFolder(): { data: string; remove: () => void } {
  const data = mkdtempSync(join(tmpdir(), "staffroom-demo-"));
  chmodSync(data, 0o711);
  const remove = () => {
    rmSync(databasePlace(data).folder, { recursive: true, force: true });
    rmSync(data, { recursive: true, force: true });
  };
  return { data, remove };
}
