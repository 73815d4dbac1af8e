import type { Metadata } from "next";
import { ShapeLinks } from "@/components/docs/call";
import { Code } from "@/components/docs/code";
import { DocsFrame } from "@/components/docs/frame";
import { Inline } from "@/components/docs/prose";
import { coloured } from "@/lib/api/colouring";
import { shapesOf } from "@/lib/api/explaining";
import { docs } from "@/lib/i18n/docs";
import { docsTitle, docsVisit } from "../visit";

type Props = PageProps<"/docs/shapes">;

export const generateMetadata = ({ searchParams }: Props): Promise<Metadata> =>
  docsTitle(searchParams, (locale) => docs[locale].shapes);

/** What the answers are made of. */
export default async function ShapesPage({ searchParams }: Props) {
  const { document, frame } = await docsVisit(searchParams);
  const words = docs[frame.locale];
  const shapes = shapesOf(document, frame.locale);
  const anchors = shapes.map(({ name }) => ({ id: name, name }));
  return (
    <DocsFrame {...frame} current="/shapes" title={words.shapes} anchors={anchors}>
      <p className="docs-lead">{words.shapesLead}</p>
      {shapes.map(({ name, description, shape, names }) => (
        <section key={name} id={name} aria-labelledby={`${name}-head`}>
          <h2 id={`${name}-head`}>
            <a href={`#${name}`}>{name}</a>
          </h2>
          {description !== "" && (
            <p>
              <Inline text={description} />
            </p>
          )}
          <Code pieces={coloured(shape, "typescript")} />
          <ShapeLinks names={names} see={words.call.see} suffix={frame.suffix} />
        </section>
      ))}
    </DocsFrame>
  );
}
