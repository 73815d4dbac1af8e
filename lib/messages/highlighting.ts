import hljs from "highlight.js/lib/core";
import oneC from "highlight.js/lib/languages/1c";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import php from "highlight.js/lib/languages/php";
import powershell from "highlight.js/lib/languages/powershell";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { highlightedBlocksMax, highlightedCharsMax, highlightedRunCharsMax } from "@/lib/limits";

const languages = { bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin, php };
const others = { powershell, python, ruby, rust, sql, swift, typescript, xml, yaml, "1c": oneC };
for (const [name, language] of Object.entries({ ...languages, ...others })) hljs.registerLanguage(name, language);
// As it is written on a Russian keyboard, and as its own editor calls it.
hljs.registerAliases(["1с", "bsl"], { languageName: "1c" });

/** Languages that are written as plain lines of words, and whose grammars take that well. */
const wordy = new Set(["bash", "css", "diff", "dockerfile", "json", "python", "ruby", "sql", "yaml"]);
const longRun = new RegExp(`[\\w\\s.:$"^~\\\\-]{${highlightedRunCharsMax}}`);
const longWord = new RegExp(`\\w{${highlightedRunCharsMax}}`);

export const highlightedLanguages: readonly string[] = hljs.listLanguages();
const nameOf = new Map(highlightedLanguages.map((name) => [hljs.getLanguage(name), name]));

/** What one message may still spend on colours. */
export interface Spending {
  blocks: number;
  chars: number;
}

export const fullPurse = (): Spending => ({ blocks: highlightedBlocksMax, chars: highlightedCharsMax });

/** Escaped HTML with a class for each kind of word; "" where the language is unknown, or it would cost too much. */
export function highlight(code: string, name: string, purse: Spending): string {
  const language = nameOf.get(hljs.getLanguage(name));
  if (!language || code.length > purse.chars || purse.blocks === 0) return "";
  if (language !== "json" && (wordy.has(language) ? longWord : longRun).test(code)) return "";
  purse.blocks -= 1;
  purse.chars -= code.length;
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}
