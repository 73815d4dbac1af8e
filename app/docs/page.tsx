import type { Metadata } from "next";
import { Code } from "@/components/docs/code";
import { DocsFrame } from "@/components/docs/frame";
import { IndexOfCalls } from "@/components/docs/index-of-calls";
import { Part } from "@/components/docs/part";
import { Points } from "@/components/docs/points";
import { Inline, Prose } from "@/components/docs/prose";
import { Refusal } from "@/components/docs/refusal";
import { beginnings } from "@/lib/api/beginnings";
import { coloured } from "@/lib/api/colouring";
import { type ErrorCode, statusOfCode } from "@/lib/errors";
import { docsStart } from "@/lib/i18n/docs-start";
import { say } from "@/lib/i18n/say";
import { callsPerPerson, callsWindowSeconds } from "@/lib/limits";
import { docsTitle, docsVisit } from "./visit";

type Props = PageProps<"/docs">;

export const generateMetadata = ({ searchParams }: Props): Promise<Metadata> =>
  docsTitle(searchParams, () => undefined);

/** From nothing to a bot that answers, and what holds for every call. */
export default async function DocsPage({ searchParams }: Props) {
  const { origin, frame } = await docsVisit(searchParams);
  const words = docsStart[frame.locale];
  const { begin, bot, hooks, shell, conventions, credentials, limits, errors, tools } = words;
  const code = beginnings(origin);
  const list = { title: words.list };
  const parts = { begin, bot, hooks, shell, conventions, credentials, limits, errors, tools, list };
  const anchors = Object.entries(parts).map(([id, { title }]) => ({ id, name: title }));
  const quantity = { calls: callsPerPerson, seconds: callsWindowSeconds };
  return (
    <DocsFrame {...frame} current="" title={words.heading} anchors={anchors}>
      <Prose text={words.lead} className="docs-lead" />
      <Part id="begin" title={begin.title}>
        <Steps
          steps={[
            [begin.found, code.found],
            [begin.token, code.signIn],
            [begin.keep, code.keep],
            [begin.rooms, code.rooms],
            [begin.makeRoom, code.makeRoom],
            [begin.say, code.say],
            [begin.read, code.read],
          ]}
        />
      </Part>
      <Part id="bot" title={bot.title}>
        <Prose text={bot.library} />
        <Code pieces={coloured(code.libraryBot, "javascript")} />
        <Prose text={bot.plain} />
        <Code pieces={coloured(code.plainBot, "javascript")} />
        <Steps
          steps={[
            [bot.account, code.botAccount],
            [bot.signIn, code.botSignIn],
            [bot.token, code.botToken],
            [bot.run, code.runBot],
          ]}
        />
      </Part>
      <Part id="hooks" title={hooks.title}>
        <Prose text={hooks.make} />
        <Code pieces={coloured(code.makeHook, "bash")} />
        <Prose text={hooks.post} />
        <Code pieces={coloured(code.postToHook, "bash")} />
      </Part>
      <Part id="shell" title={shell.title}>
        <Prose text={shell.text} />
      </Part>
      <Part id="conventions" title={conventions.title}>
        <Points items={conventions.items} />
      </Part>
      <Part id="credentials" title={credentials.title}>
        <Prose text={credentials.lead} />
        <Points items={credentials.items} />
      </Part>
      <Part id="limits" title={limits.title}>
        <Prose text={say(frame.locale, limits.text, quantity)} />
      </Part>
      <Part id="errors" title={errors.title}>
        <Prose text={errors.lead} />
        <Code pieces={coloured(code.problem, "json")} />
        <Refusal code="not_json" status={400} words={errors} />
        {(Object.entries(statusOfCode) as [ErrorCode, number][]).map(([name, status]) => (
          <Refusal key={name} code={name} status={status} words={errors} />
        ))}
      </Part>
      <Part id="tools" title={tools.title}>
        <Prose text={`${tools.document}\n\n${tools.collection}\n\n${tools.watching}`} />
      </Part>
      <Part id="list" title={words.list}>
        <IndexOfCalls groups={frame.groups} suffix={frame.suffix} />
      </Part>
    </DocsFrame>
  );
}

function Steps({ steps }: { steps: [text: string, command: string][] }) {
  return (
    <ol className="docs-steps">
      {steps.map(([text, command]) => (
        <li key={text}>
          <Inline text={text} />
          <Code pieces={coloured(command, "bash")} />
        </li>
      ))}
    </ol>
  );
}
