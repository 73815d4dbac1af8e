import type { Metadata } from "next";
import { z } from "zod";
import { Code } from "@/components/docs/code";
import { Fields } from "@/components/docs/fields";
import { DocsFrame } from "@/components/docs/frame";
import { Part } from "@/components/docs/part";
import { Points } from "@/components/docs/points";
import { Inline, Prose } from "@/components/docs/prose";
import { coloured } from "@/lib/api/colouring";
import { tellerOf } from "@/lib/api/explaining";
import { fieldsOf } from "@/lib/api/wording";
import { clientExamples, serverExamples } from "@/lib/events/examples";
import { type ClientFrame, clientFrame, type ServerFrame } from "@/lib/events/schema";
import { docs } from "@/lib/i18n/docs";
import { docsLive } from "@/lib/i18n/docs-live";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import { frameBytesMax, framesPerWindow, framesWindowMs, resumeChangesMax, socketsPerPersonMax } from "@/lib/limits";
import { docsTitle, docsVisit } from "../visit";

type Props = PageProps<"/docs/live">;

export const generateMetadata = ({ searchParams }: Props): Promise<Metadata> =>
  docsTitle(searchParams, (locale) => docs[locale].live);

/** The socket: how to come in, what goes over it, how to go on after a break, and what is promised. */
export default async function LivePage({ searchParams }: Props) {
  const { origin, frame } = await docsVisit(searchParams);
  const { locale } = frame;
  const words = docsLive[locale];
  const { enter, resume, promised, bounds, closes } = words;
  const parts = { enter, resume, sent: words.sent, told: words.told, closes, bounds, promised };
  const anchors = Object.entries(parts).map(([id, part]) => ({
    id,
    name: typeof part === "string" ? part : part.title,
  }));
  return (
    <DocsFrame {...frame} current="/live" title={docs[locale].live} anchors={anchors}>
      <Prose text={say(locale, words.lead, { address: `${origin.replace("http", "ws")}/ws` })} className="docs-lead" />
      <Part id="enter" title={enter.title}>
        <Points items={enter.items} />
      </Part>
      <Part id="resume" title={resume.title}>
        <Prose text={resume.lead} />
        <Points items={{ ...resume.items, reset: say(locale, resume.items.reset, { changes: resumeChangesMax }) }} />
      </Part>
      <Part id="sent" title={words.sent}>
        {clientTypes.map((type) => (
          <div key={type} className="docs-kind">
            <FrameHead id={`sent-${type}`} type={type} text={words.clientFrames[type]} />
            <Fields title="" fields={sentFields(type, locale)} required={docs[locale].call.required} />
            <Code pieces={coloured(JSON.stringify(clientExamples[type]), "json")} />
          </div>
        ))}
      </Part>
      <Part id="told" title={words.told}>
        {(Object.keys(serverExamples) as ServerFrame["type"][]).map((type) => (
          <div key={type} className="docs-kind">
            <FrameHead id={`told-${type}`} type={type} text={words.serverFrames[type]} />
            <details>
              <summary>{words.example}</summary>
              <Code pieces={coloured(JSON.stringify(serverExamples[type], null, 2), "json")} />
            </details>
          </div>
        ))}
      </Part>
      <Part id="closes" title={closes.title}>
        <table className="docs-table">
          <thead>
            <tr>
              <th scope="col">{closes.code}</th>
              <th scope="col">{closes.means}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(closes.codes).map(([code, text]) => (
              <tr key={code}>
                <th scope="row">{code}</th>
                <td>
                  <Inline text={text} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Part>
      <Part id="bounds" title={bounds.title}>
        <Prose text={say(locale, bounds.text, quantities)} />
      </Part>
      <Part id="promised" title={promised.title}>
        <Points items={promised.items} isCounted />
        <Prose text={promised.not} />
      </Part>
    </DocsFrame>
  );
}

function FrameHead({ id, type, text }: { id: string; type: string; text: string }) {
  return (
    <>
      <h3 id={id}>
        <a href={`#${id}`}>
          <code>{type}</code>
        </a>
      </h3>
      <Prose text={text} />
    </>
  );
}

const clientTypes = Object.keys(clientExamples) as ClientFrame["type"][];

const quantities = {
  bytes: frameBytesMax / 1024,
  sockets: socketsPerPersonMax,
  frames: framesPerWindow,
  seconds: framesWindowMs / 1000,
};

/** As the schema by which frames are checked says them. */
function sentFields(type: ClientFrame["type"], locale: Locale) {
  const option = clientFrame.options.find(({ shape }) => shape.type.value === type);
  if (!option) return [];
  return fieldsOf(z.toJSONSchema(option, { io: "input" }), tellerOf(locale)).filter(({ name }) => name !== "type");
}
