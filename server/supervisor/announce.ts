import { networkInterfaces } from "node:os";
import type { Env } from "@/lib/env";
import type { Report } from "./report";

export interface Announcement {
  env: Pick<Env, "HOST" | "STAFFROOM_URL">;
  port: number;
  seconds: number;
  founded: boolean;
  demo: boolean;
  notes: string[];
}

/** The last thing said at a start: where to go and what to do there. */
export function announce({ env, port, seconds, founded, demo, notes }: Announcement, report: Report): void {
  report(`\nStaffroom is ready (${seconds.toFixed(1)} s)\n`);
  for (const address of addresses(env, port)) report(`  ${address}`);
  report(`\n${nextStep(founded, demo)}`);
  for (const note of notes) report(note);
  report("Ctrl-C stops it.");
}

function nextStep(founded: boolean, demo: boolean): string {
  if (demo)
    return "Sign in as user1, user2, user3, user4 or user5 with the password password123. All of it goes at the end.";
  return founded ? "Open it and sign in." : "Open it and found the company: whoever does so first is its owner.";
}

/** Where people reach it: the public address, if one is set, then this machine's own. */
export function addresses({ HOST, STAFFROOM_URL }: Announcement["env"], port: number): string[] {
  const everywhere = HOST === "0.0.0.0" || HOST === "::";
  const here = everywhere || HOST === "127.0.0.1" || HOST === "::1" ? "localhost" : HOST;
  const hosts = [here.includes(":") ? `[${here}]` : here, ...(everywhere ? localAddresses() : [])];
  return [...(STAFFROOM_URL ? [STAFFROOM_URL] : []), ...hosts.map((host) => `http://${host}:${port}`)];
}

const localAddresses = () =>
  Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => entry.family === "IPv4" && !entry.internal)
    .map((entry) => entry.address);
