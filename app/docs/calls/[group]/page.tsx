import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Call } from "@/components/docs/call";
import { DocsFrame } from "@/components/docs/frame";
import { coloured } from "@/lib/api/colouring";
import { type CallView, callsOf, groupsOf } from "@/lib/api/explaining";
import { openApi } from "@/lib/api/openapi";
import { routes } from "@/lib/api/table";
import { docs } from "@/lib/i18n/docs";
import { docsTitle, docsVisit } from "../../visit";

type Props = PageProps<"/docs/calls/[group]">;

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { group } = await params;
  return docsTitle(
    searchParams,
    (locale) => groupsOf(openApi(routes), locale).find(({ name }) => name === group)?.title,
  );
}

/** The calls of a group: what each takes, gives and refuses. */
export default async function CallsPage({ params, searchParams }: Props) {
  const { group } = await params;
  const { document, origin, frame } = await docsVisit(searchParams);
  const found = frame.groups.find(({ name }) => name === group);
  if (!found) notFound();
  const anchors = found.calls.map(({ id, summary }) => ({ id, name: summary }));
  return (
    <DocsFrame {...frame} current={`/calls/${group}`} title={found.title} anchors={anchors}>
      {callsOf(document, group, frame.locale, origin).map((call) => (
        <Call key={call.id} call={shown(call)} words={docs[frame.locale].call} suffix={frame.suffix} />
      ))}
    </DocsFrame>
  );
}

const shown = (call: CallView) => ({
  ...call,
  curl: coloured(call.curl, "bash"),
  javaScript: coloured(call.javaScript, "javascript"),
  answers: call.answers.map((answer) => ({ ...answer, shape: coloured(answer.shape, "typescript") })),
});
