import { at, textAt } from "./fields";
import { type Telling, wordIn } from "./gitlab";
import { bold, code, lines, link, plain } from "./markup";

/** Jenkins' Notification plugin (https://plugins.jenkins.io/notification/), known by a build with its phase. */
export function fromJenkins(payload: unknown, { words }: Telling): string | null {
  const build = at(payload, "build");
  const phase = textAt(build, "phase");
  if (phase === "") return null;
  const name = plain(`${textAt(payload, "display_name") || textAt(payload, "name")} #${textAt(build, "number")}`);
  const status = textAt(build, "status") || phase;
  const state = wordIn(words.statuses, status.toLowerCase()) ?? plain(status);
  const [branch, commit] = [textAt(build, "scm", "branch"), textAt(build, "scm", "commit").slice(0, 8)];
  return lines(
    `${bold(link(name, textAt(build, "full_url")))}: ${bold(state)}`,
    [code(branch), code(commit)].filter(Boolean).join(" · "),
    plain(textAt(build, "notes")),
  );
}
