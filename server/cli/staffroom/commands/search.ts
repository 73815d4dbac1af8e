import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import type { Command } from "commander";
import { listPageSizeMax } from "@/lib/limits";
import type { Page } from "@/lib/people/schema";
import type { SearchHit } from "@/lib/search/schema";
import { exits } from "../exits";
import { argument, dayOf, option, wholeNumber } from "../grammar";
import { findPerson, findRoom } from "../names";
import { plain, plainLine } from "../plain";
import { add } from "../program";
import type { Shell } from "../shell";
import { whenOf } from "../talked";

type Hit = Omit<SearchHit, "snippet"> & { snippet: string };

interface Searching {
  in?: string;
  from?: string;
  to?: string;
  after?: string;
  before?: string;
  has?: string;
  limit?: number;
  cursor?: string;
}

export function addSearch(program: Command, shell: Shell): void {
  add(program, shell, "search")
    .addArgument(argument(shell, "[query...]"))
    .addOption(option(shell, "--in <room>", "inRoom"))
    .addOption(option(shell, "--from <person>", "from"))
    .addOption(option(shell, "--to <person>", "toPerson"))
    .addOption(option(shell, "--after <day>", "since").argParser(dayOf(shell)))
    .addOption(option(shell, "--before <day>", "until").argParser(dayOf(shell)))
    .addOption(option(shell, "--has <kind>", "has").choices(["file", "link"]))
    .addOption(option(shell, "-n, --limit <number>", "limit").argParser(wholeNumber(shell, 1, listPageSizeMax)))
    .addOption(option(shell, "--cursor <cursor>", "cursor"))
    .action((words: string[], options: Searching) => search(shell, words, options));
  add(program, shell, "export")
    .addOption(option(shell, "--workspace", "wholeCompany"))
    .addOption(option(shell, "-o, --output <path>", "output"))
    .action((options) => exportAll(shell, options));
}

async function search(shell: Shell, words: string[], options: Searching): Promise<void> {
  const { in: room, from, to, after, before, has, limit, cursor } = options;
  const query = {
    q: words.join(" "),
    room_id: room === undefined ? undefined : (await findRoom(shell, room)).id,
    from: from === undefined ? undefined : (await findPerson(shell, from, false)).id,
    to: to === undefined ? undefined : (await findPerson(shell, to, false)).id,
    ...{ after, before, has, limit, cursor },
  };
  const page = await shell.api().call<Page<Hit>>("GET", "search", { query });
  shell.answer(page, () => {
    const { noHits, more } = shell.words.shown;
    const hits = page.items.map((hit) => hitLines(shell, hit));
    const next = page.next_cursor ? [shell.paint("dim", shell.say(more, { cursor: page.next_cursor }))] : [];
    return hits.length === 0 ? noHits : [...hits, ...next].join("\n");
  });
}

function hitLines(shell: Shell, { message, room, snippet }: Hit): string {
  const head = `${message.id}  ${whenOf(shell, message.created_at)}  ${plainLine(room.name)} · `;
  return `${shell.paint("dim", head)}${shell.paint("bold", plainLine(message.author.display_name))}: ${shown(shell, snippet)}`;
}

const signs: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** A snippet is text with `<mark>` around what was looked for, and all else in it escaped. */
function shown(shell: Shell, snippet: string): string {
  const parts = snippet.split(/(<mark>.*?<\/mark>)/s);
  const textOf = (part: string) =>
    plain(part.replace(/<\/?mark>/g, "").replace(/&\S+?;/g, (sign) => signs[sign] ?? sign));
  const lines = parts.map((part) => {
    const text = textOf(part).replace(/\s+/g, " ");
    return part.startsWith("<mark>") ? shell.paint("yellow", text) : text;
  });
  return lines.join("").trim();
}

/** Line by line as it comes: it may be larger than any memory. */
async function exportAll(shell: Shell, { workspace, output }: { workspace?: boolean; output?: string }): Promise<void> {
  const query = { scope: workspace ? "workspace" : undefined };
  const response = await shell.api().raw("GET", "export", { query });
  let tail = "";
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      tail = (tail + chunk.toString("latin1")).slice(-tailChars);
      done(null, chunk);
    },
  });
  const lines = Readable.fromWeb(response.body as NodeStream);
  if (output !== undefined && output !== "-") await pipeline(lines, watch, createWriteStream(output, { mode: 0o600 }));
  else await pipeline(lines, watch, shell.io.stdout, { end: false });
  const last = tail.trimEnd().split("\n").at(-1) ?? "";
  if (!last.includes('"type":"end"')) throw shell.stop(exits.failed, shell.words.errors.exportCut);
}

/** Longer than its last line. */
const tailChars = 4_096;
