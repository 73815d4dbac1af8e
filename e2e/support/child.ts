import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Company, root } from "./company";

/** Runs a script beside the product, with the company's environment. @returns what it wrote */
export async function inCompany(company: Company, script: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", join(root, "e2e/support", script), ...args],
    {
      cwd: root,
      env: { ...process.env, ...company.env, NODE_ENV: "production", STAFFROOM_LOG: "silent" },
      maxBuffer: 32 * 1024 * 1024,
    },
  );
  return stdout;
}
