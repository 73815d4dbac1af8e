import { cliDoctor } from "@/lib/i18n/cli-doctor";
import { exits } from "../exits";
import { addressOf, type Shell } from "../shell";
import { width } from "../table";
import { type Finding, Notes } from "./finding";
import { livesHere, lookHere } from "./here";
import { lookAtLive } from "./live";
import { compareClocks, lookAtServer } from "./reach";

/** Looks whether everything works, and says what to mend. */
export async function examine(shell: Shell, options: { local?: boolean; remote?: boolean }): Promise<void> {
  const notes = new Notes(shell, cliDoctor[shell.locale]);
  const isHere = options.local || (!options.remote && !isNamed(shell) && livesHere(shell));
  const here = isHere ? await lookHere(shell, notes) : null;
  const server = here?.server ?? shell.server();
  const aheadMs = await lookAtServer(server, isHere, notes);
  if (aheadMs !== "away") await lookAtLive(shell, server, tokenFor(shell, server, isHere), notes);
  const aheads = {
    ...(here && here.databaseAheadMs !== null && { database: here.databaseAheadMs }),
    ...(typeof aheadMs === "number" && { server: aheadMs }),
  };
  compareClocks(shell, aheads, notes);
  const broken = notes.findings.filter(({ state }) => state === "broken").length;
  shell.answer({ ok: broken === 0, server, checks: notes.findings }, () => report(shell, notes));
  if (broken > 0) shell.exit = exits.failed;
}

const isNamed = (shell: Shell): boolean => Boolean(shell.everywhere.url || shell.env.STAFFROOM_SERVER);

/** The session that is kept of this server; of one that lives here by any of its addresses. */
function tokenFor(shell: Shell, server: string, isHere: boolean): (() => Promise<string>) | null {
  const { fixedToken } = shell;
  if (fixedToken) return async () => fixedToken;
  const { port } = new URL(server);
  const names = isHere ? [`http://localhost:${port}`, addressOf(shell.env.STAFFROOM_URL ?? "") ?? ""] : [];
  const kept = shell.store.read().servers;
  const name = [server, ...names].find((one) => kept[one]);
  return name === undefined ? null : () => shell.session(shell.at(name)).token();
}

const signs = { well: "✓", warning: "!", broken: "✗", skipped: "·" } as const;
const colours = { well: "green", warning: "yellow", broken: "red", skipped: "dim" } as const;

function report(shell: Shell, notes: Notes): string {
  const { checks, states, verdict, mend } = notes.words;
  const wide = Math.max(...notes.findings.map(({ check }) => width(checks[check])));
  const lines = notes.findings.flatMap(({ check, state, said, mend: how }: Finding) => {
    const name = checks[check] + " ".repeat(wide - width(checks[check]));
    const isTold = state === "broken" || state === "skipped";
    const line = `${shell.paint(colours[state], signs[state])} ${name}  ${isTold ? `${states[state]}: ` : ""}${said}`;
    return how === undefined ? [line] : [line, `  ${" ".repeat(wide)}  ${shell.say(mend, { text: how })}`];
  });
  const broken = notes.findings.filter(({ state }) => state === "broken").length;
  const end = broken === 0 ? verdict.well : shell.say(verdict.broken, { n: broken });
  return [...lines, "", shell.paint(broken === 0 ? "green" : "red", end)].join("\n");
}
