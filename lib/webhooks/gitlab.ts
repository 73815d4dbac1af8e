import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import type { HookWords } from "@/lib/i18n/webhooks";
import { hookLinesMax, hookQuoteCharsMax } from "@/lib/limits";
import { at, listAt, textAt } from "./fields";
import { bold, code, cut, lines, link, plain, quoted } from "./markup";

export interface Telling {
  locale: Locale;
  words: HookWords;
}

/** GitLab's own webhook (https://docs.gitlab.com/user/project/integrations/webhook_events/), known by `object_kind`. */
export function fromGitlab(payload: unknown, telling: Telling): string | null {
  const kind = textAt(payload, "object_kind");
  if (kind === "") return null;
  const told = (readers.get(kind) ?? fromAnything)(payload, telling);
  const [first = "", ...rest] = told.split("\n");
  const by = plain(textAt(payload, "user", "name") || textAt(payload, "user_name"));
  return lines([projectOf(payload), first, by].filter(Boolean).join(" · "), ...rest);
}

type Reader = (payload: unknown, telling: Telling) => string;

const readers = new Map<string, Reader>(
  Object.entries({
    push: fromPush,
    tag_push: fromTag,
    merge_request: (payload: unknown, telling: Telling) => fromItem(payload, telling, "mergeRequest", "!"),
    issue: (payload: unknown, telling: Telling) => fromItem(payload, telling, "issue", "#"),
    work_item: (payload: unknown, telling: Telling) => fromItem(payload, telling, "issue", "#"),
    note: fromNote,
    pipeline: fromPipeline,
    build: fromJob,
  }),
);

function projectOf(payload: unknown): string {
  const name = textAt(payload, "project", "path_with_namespace") || textAt(payload, "project", "name");
  const url = textAt(payload, "project", "web_url") || textAt(payload, "repository", "homepage");
  return bold(link(plain(name || textAt(payload, "project_name") || textAt(payload, "repository", "name")), url));
}

/** A commit of forty noughts is none: a branch that was made, or deleted. */
const isNone = (sha: string): boolean => /^0+$/.test(sha);

function fromPush(payload: unknown, { locale, words }: Telling): string {
  const branch = code(branchOf(textAt(payload, "ref")));
  if (isNone(textAt(payload, "after"))) return say(locale, words.branchDeleted, { branch });
  const commits = listAt(payload, "commits");
  const n = Number(textAt(payload, "total_commits_count")) || commits.length;
  const isNew = isNone(textAt(payload, "before"));
  const head = isNew ? say(locale, words.branchMade, { branch }) : say(locale, words.pushed, { branch, n });
  return lines(head, ...firstOf(commits.slice(0, hookLinesMax).map(commitLine), n, { locale, words }));
}

function commitLine(commit: unknown): string {
  const title = textAt(commit, "title") || (textAt(commit, "message").split("\n")[0] ?? "");
  const sha = link(code(textAt(commit, "id").slice(0, 8)), textAt(commit, "url"));
  return `- ${[sha, plain(cut(title, hookQuoteCharsMax)), plain(textAt(commit, "author", "name"))].filter(Boolean).join(" · ")}`;
}

function fromTag(payload: unknown, { locale, words }: Telling): string {
  const tag = code(branchOf(textAt(payload, "ref")));
  return say(locale, isNone(textAt(payload, "after")) ? words.tagDeleted : words.tagMade, { tag });
}

function fromItem(payload: unknown, { locale, words }: Telling, noun: "mergeRequest" | "issue", sign: string): string {
  const item = at(payload, "object_attributes");
  const action = wordIn(words.actions, textAt(item, "action")) ?? wordIn(words.actions, textAt(item, "state"));
  const branches =
    noun === "mergeRequest" ? `${code(textAt(item, "source_branch"))} → ${code(textAt(item, "target_branch"))}` : "";
  const head = say(locale, words.item, { noun: words[noun], action: action ?? words.actions.update });
  return lines(`${head} · ${itemLink(item, sign)}`, /\S → \S/.test(branches) ? branches : "");
}

const itemLink = (item: unknown, sign: string): string =>
  link(plain(`${sign}${textAt(item, "iid")} ${cut(textAt(item, "title"), hookQuoteCharsMax)}`), textAt(item, "url"));

function fromNote(payload: unknown, { words }: Telling): string {
  const note = at(payload, "object_attributes");
  const about =
    (at(payload, "merge_request") && itemLink(at(payload, "merge_request"), "!")) ||
    (at(payload, "issue") && itemLink(at(payload, "issue"), "#")) ||
    code(textAt(payload, "commit", "id").slice(0, 8)) ||
    plain(textAt(payload, "snippet", "title"));
  const text = cut(textAt(note, "note"), hookQuoteCharsMax);
  return lines(
    `${link(words.comment, textAt(note, "url"))} · ${about}`,
    text === "" ? "" : quoted(text.split("\n").map(plain).join("\n")),
  );
}

function fromPipeline(payload: unknown, telling: Telling): string {
  const pipeline = at(payload, "object_attributes");
  const id = textAt(pipeline, "id");
  const web = textAt(payload, "project", "web_url");
  const url = textAt(pipeline, "url") || (web && `${web}/-/pipelines/${id}`);
  const status = textAt(pipeline, "status");
  const failed = listAt(payload, "builds").filter(
    (build) => at(build, "status") === "failed" && at(build, "allow_failure") !== true,
  );
  return lines(
    headOfRun(link(plain(`${telling.words.pipeline} #${id}`), url), status, textAt(pipeline, "ref"), telling),
    plain(
      cut(
        textAt(payload, "commit", "title") || (textAt(payload, "commit", "message").split("\n")[0] ?? ""),
        hookQuoteCharsMax,
      ),
    ),
    ...(status === "failed"
      ? failed
          .slice(0, hookLinesMax)
          .map((build) => `- ${code(textAt(build, "name"))} · ${plain(textAt(build, "stage"))}`)
      : []),
  );
}

function fromJob(payload: unknown, telling: Telling): string {
  const web = textAt(payload, "project", "web_url") || textAt(payload, "repository", "homepage");
  const url = web && `${web}/-/jobs/${textAt(payload, "build_id")}`;
  const name = link(`${telling.words.job} ${code(textAt(payload, "build_name"))}`, url);
  return headOfRun(name, textAt(payload, "build_status"), textAt(payload, "ref"), telling);
}

function headOfRun(name: string, status: string, ref: string, { words }: Telling): string {
  return [`${name}: ${bold(wordIn(words.statuses, status) ?? plain(status))}`, code(branchOf(ref))]
    .filter(Boolean)
    .join(" · ");
}

/** An event that there are no words for is told by its own name, with where it leads. */
function fromAnything(payload: unknown): string {
  const item = at(payload, "object_attributes");
  const kind = [textAt(payload, "object_kind"), textAt(item, "action") || textAt(payload, "action")]
    .filter(Boolean)
    .join(", ");
  const name = textAt(item, "title") || textAt(payload, "name") || textAt(payload, "tag");
  const url = textAt(item, "url") || textAt(payload, "url") || textAt(payload, "deployable_url");
  return [link(plain(kind.replaceAll("_", " ")), url), plain(cut(name, hookQuoteCharsMax))].filter(Boolean).join(" · ");
}

const branchOf = (ref: string): string => ref.replace(/^refs\/(heads|tags)\//, "");

/** The first few lines, and how many there are besides. */
export function firstOf(all: string[], count: number, { locale, words }: Telling): string[] {
  const shown = all.slice(0, hookLinesMax);
  const more = count - shown.length;
  return more > 0 ? [...shown, say(locale, words.more, { n: more })] : shown;
}

export const wordIn = (words: Record<string, string>, name: string): string | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined;
