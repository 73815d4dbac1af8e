import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { BootProblem, step } from "./step.mjs";

const wanted = [
  { package: "chromium", present: () => onPath("chromium") || onPath("chromium-browser") },
  { package: "redis-tools", present: () => ["redis-server", "valkey-server", "redis-check-rdb"].some(onPath) },
  { package: "curl", present: () => onPath("curl") },
  { package: "tmux", present: () => onPath("tmux") },
  { package: "fonts-noto-color-emoji", present: () => existsSync("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf") },
];

/** Puts what the tests need of the system in place where that is allowed, else says exactly what to install. */
export async function ensureSystemPackages() {
  const missing = wanted.filter((one) => !one.present()).map((one) => one.package);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !onPath("apt-get"))
    throw new BootProblem(
      `The tests need ${missing.join(", ")}. On Debian: sudo apt-get install -y ${missing.join(" ")}`,
    );
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await step("Reading the package lists", "apt-get", ["update", "-q"], { env });
  await step(
    `Installing ${missing.join(", ")}`,
    "apt-get",
    ["install", "-y", "-q", "--no-install-recommends", ...missing],
    {
      env,
    },
  );
}

const onPath = (program) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, program)));
