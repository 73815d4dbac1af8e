import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { iconNames, iconSheetVersion } from "@/components/ui/icon-sheet";
import { makeIconSheet } from "./sheet";

test("every drawing stands in the sheet, whose address is another for each other sheet", async () => {
  const sheet = await makeIconSheet();
  for (const name of iconNames) expect(sheet).toMatch(new RegExp(`<symbol id="${name}" viewBox="0 0 24 24"><\\w+ `));
  expect(sheet).not.toMatch(/<script|\son\w+=|href/);
  expect(iconSheetVersion).toBe(createHash("sha256").update(sheet).digest("hex").slice(0, 8));
});
