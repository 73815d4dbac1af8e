import type { AdminWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import type { LineProblem } from "./schema";

/** Why a line cannot be taken, a sentence for each reason. */
export const tellProblems = (locale: Locale, words: AdminWords["import"], problems: LineProblem[]): string[] =>
  problems.map(({ code, params }) => say(locale, words.problems[code], params));
