import { link, plain } from "./markup";

/**
 * Slack's way of writing as Markdown (https://docs.slack.dev/messaging/formatting-message-text): links in angle brackets,
 * three escaped signs, bold in single asterisks. A text that is Markdown already stays as it is.
 */
export function fromMrkdwn(text: string): string {
  const isMarkdown = /\*\*\S|\]\(<?https?:/.test(text);
  return text
    .replace(/\r\n?/g, "\n")
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part, at) => (at % 2 === 1 ? codeOf(part) : proseOf(part, isMarkdown)))
    .join("");
}

/** `&` comes last, or `&amp;lt;` would become a sign that nobody wrote. */
export const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A block that goes over lines stands on lines of its own, or its first one would be taken for a language. */
function codeOf(part: string): string {
  const inner = unescaped(
    part.replace(/<((?:https?:|mailto:)[^<|>\s]+)(?:\|([^<>]*))?>/g, (_, url, label) => label ?? url),
  );
  const block = /^```\n?([\s\S]*?)\n?```$/.exec(inner)?.[1];
  return block?.includes("\n") ? `\n\`\`\`\n${block}\n\`\`\`\n` : inner;
}

/** What stands in angle brackets is set aside first: bold may go around it, and signs within an address are no format. */
function proseOf(part: string, isMarkdown: boolean): string {
  const aside: string[] = [];
  const bare = part.replace(/[\ue000\ue001]/g, "").replace(/<([^<>\n]+)>/g, (whole, inside: string) => {
    const converted = bracketed(inside);
    return converted === null ? whole : `\ue000${aside.push(converted) - 1}\ue001`;
  });
  const formatted = isMarkdown ? bare : bare.replace(strong, "$1**$2**").replace(struck, "$1~~$2~~");
  return unescaped(formatted).replace(/\ue000(\d+)\ue001/g, (_, at: string) => aside[Number(at)] ?? "");
}

const strong = /(^|[^\p{L}\p{N}*\\])\*(?=[^\s*])([^*\n]*[^\s*\\])\*(?![\p{L}\p{N}*])/gu;
const struck = /(^|[^\p{L}\p{N}~\\])~(?=[^\s~])([^~\n]*[^\s~\\])~(?![\p{L}\p{N}~])/gu;

/** What stands between angle brackets, or null where that is nothing of Slack's. */
function bracketed(inside: string): string | null {
  const [target = "", label = ""] = inside.split(/\|(.*)/s, 2);
  if (/^(https?:|mailto:)\S+$/i.test(target)) return linked(unescaped(target), unescaped(label));
  if (target.startsWith("!")) return specialOf(target.slice(1), label);
  // People and rooms of another house: their names are words here, and call nobody.
  if (/^@[UW]/.test(target)) return plain(unescaped(label) || target.slice(1));
  if (/^#C/.test(target)) return `\\#${plain(unescaped(label) || target.slice(1))}`;
  return null;
}

function linked(url: string, label: string): string {
  if (label === "" || label === url) return url;
  return url === `mailto:${label}` ? label : link(plain(label), url);
}

function specialOf(name: string, label: string): string {
  if (name === "here") return "@here";
  if (name === "channel" || name === "everyone" || name === "group") return "@all";
  return plain(unescaped(label) || (name.split("^")[0] ?? ""));
}
