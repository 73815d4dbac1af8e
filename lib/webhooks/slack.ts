import { messageCharsMax } from "@/lib/limits";
import { at, someAt, textAt } from "./fields";
import { bold, lines, link, paragraphs, plain } from "./markup";
import { fromMrkdwn, unescaped } from "./mrkdwn";

/**
 * A message as Slack takes it: text, blocks and attachments (https://docs.slack.dev/reference/messaging/payload). Where
 * there are blocks the text is what a notification would say, and stands for them only where they say nothing.
 */
export function fromSlack(payload: unknown): string {
  const told = [fromBlocks(someAt(payload, "blocks")) || fromMrkdwn(textAt(payload, "text"))];
  for (const attachment of someAt(payload, "attachments"))
    if (lengthOf(told) <= messageCharsMax) told.push(fromAttachment(attachment));
  return paragraphs(...told);
}

const lengthOf = (parts: string[]): number => parts.reduce((sum, { length }) => sum + length, 0);

function fromAttachment(attachment: unknown): string {
  const text = (name: string) => fromMrkdwn(textAt(attachment, name));
  const title = textAt(attachment, "title");
  const told = lines(
    text("pretext"),
    literal(textAt(attachment, "author_name")),
    title && bold(link(literal(title), textAt(attachment, "title_link"))),
    text("text"),
    ...someAt(attachment, "fields").map(fromField),
    fromBlocks(someAt(attachment, "blocks")),
    ...someAt(attachment, "actions").map(fromButton),
    literal(textAt(attachment, "footer")),
  );
  return told || text("fallback");
}

function fromField(field: unknown): string {
  const [title, value] = [literal(textAt(field, "title")), fromMrkdwn(textAt(field, "value"))];
  if (title === "") return value;
  return value.includes("\n") ? lines(bold(title), value) : `${bold(title)}: ${value}`;
}

const fromBlocks = (blocks: unknown[]): string => paragraphs(...blocks.map(fromBlock));

function fromBlock(block: unknown): string {
  switch (at(block, "type")) {
    case "header":
      return bold(literal(textAt(block, "text", "text")));
    case "section":
      return lines(fromText(at(block, "text")), ...someAt(block, "fields").map(fromText));
    case "context":
      return someAt(block, "elements").map(fromText).filter(Boolean).join(" ");
    case "actions":
      return someAt(block, "elements").map(fromButton).filter(Boolean).join(" · ");
    case "image":
      return link(literal(textAt(block, "title", "text") || textAt(block, "alt_text")), textAt(block, "image_url"));
    case "rich_text":
      return lines(...someAt(block, "elements").map(fromRichText));
    default:
      return "";
  }
}

/** A text object, or the picture that may stand in its place. */
function fromText(value: unknown): string {
  const text = textAt(value, "text");
  if (at(value, "type") === "mrkdwn") return fromMrkdwn(text);
  return literal(text || textAt(value, "alt_text"));
}

/** One that leads somewhere; there is nobody here to press the others for. */
function fromButton(button: unknown): string {
  const label = textAt(button, "text", "text") || textAt(button, "text");
  const url = textAt(button, "url");
  return url === "" ? "" : link(literal(label), url);
}

/** A paragraph, a list, or a quotation; what is in it, one after the other. */
function fromRichText(part: unknown): string {
  const inner = someAt(part, "elements");
  // What is in an item of a list is a paragraph: a list within a list stands beside it.
  if (at(part, "type") === "rich_text_list")
    return lines(...inner.map((item) => `- ${someAt(item, "elements").map(fromRun).join("")}`));
  return inner.map(fromRun).join("");
}

function fromRun(run: unknown): string {
  const text = textAt(run, "text");
  if (at(run, "type") === "link") return link(literal(text || textAt(run, "url")), textAt(run, "url"));
  if (at(run, "type") === "emoji") return `:${textAt(run, "name")}:`;
  const escaped = text.split("\n").map(spaced).join("\n");
  return at(run, "style", "bold") === true && text.trim() !== "" ? bold(escaped.trim()) : escaped;
}

/** `plain` takes the spaces around a text; between two runs of one line they count. */
const spaced = (text: string): string =>
  `${/^\s/.test(text) ? " " : ""}${plain(text)}${/\S\s+$/.test(text) ? " " : ""}`;

/** Not meant as mrkdwn; Slack's three signs are escaped in it all the same. */
const literal = (text: string): string => plain(unescaped(text));
