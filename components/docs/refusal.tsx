import type { docsStart } from "@/lib/i18n/docs-start";
import { Prose } from "./prose";

type Words = (typeof docsStart)["en"]["errors"];

/** What a code of a refusal means, at the place to which problem documents lead. */
export function Refusal({ code, status, words }: { code: keyof Words["codes"]; status: number; words: Words }) {
  const { means, mend } = words.codes[code];
  return (
    <>
      <h3 id={code}>
        <a href={`#${code}`}>
          {`${status} `}
          <code>{codeOf(code)}</code>
        </a>
      </h3>
      <Prose text={`**${words.means}:** ${means}`} />
      <Prose text={`**${words.mend}:** ${mend}`} />
    </>
  );
}

/** What `code` of the problem document says: a body that is no JSON is explained apart, and has no code of its own. */
export const codeOf = (code: keyof Words["codes"]): string => (code === "not_json" ? "invalid" : code);
