import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./company";

export interface Action {
  id: string;
  path: string;
}

/** From the build itself: what anybody finds who reads the pages' scripts. */
export function actions(): Map<string, Action> {
  const manifest: { node: Record<string, { exportedName: string; workers: Record<string, unknown> }> } = JSON.parse(
    readFileSync(join(root, ".next/server/server-reference-manifest.json"), "utf8"),
  );
  return new Map(
    Object.entries(manifest.node).map(([id, { exportedName, workers }]) => [
      exportedName,
      { id, path: pathOf(workers) },
    ]),
  );
}

/** A page that carries the action, by its path without groups and with something at its places. */
const pathOf = (workers: Record<string, unknown>): string =>
  `/${(Object.keys(workers)[0] ?? "")
    .replace(/^app\/|\/?page$/g, "")
    .replace(/\([^)]*\)\/?/g, "")
    .replace(/\[[^\]]*\]/g, "1")}`;
