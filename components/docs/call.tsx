import type { CallView } from "@/lib/api/explaining";
import type { DocsWords } from "@/lib/i18n/docs";
import { Code } from "./code";
import { Fields } from "./fields";
import { Inline, Prose } from "./prose";
import { codeOf } from "./refusal";

type Pieces = readonly (readonly [string, string])[];

/** A call whose code was coloured. */
export interface ShownCall extends Omit<CallView, "curl" | "javaScript" | "answers"> {
  curl: Pieces;
  javaScript: Pieces;
  answers: (Omit<CallView["answers"][number], "shape"> & { shape: Pieces })[];
}

export function Call({ call, words, suffix }: { call: ShownCall; words: DocsWords["call"]; suffix: string }) {
  return (
    <section id={call.id} aria-labelledby={`${call.id}-head`} className="docs-call">
      <div className="min-w-0">
        <h2 id={`${call.id}-head`}>
          <a href={`#${call.id}`}>{call.summary}</a>
        </h2>
        <p className="docs-way">
          <Method name={call.method} /> <code>{call.path}</code>
        </p>
        {call.notes !== "" && <Prose text={call.notes} />}
        <p className="docs-who">
          <Inline text={words[call.who]} />
        </p>
        <Fields title={words.inPath} fields={call.places} required={words.required} />
        <Fields title={words.inQuery} fields={call.query} required={words.required} />
        <Fields title={words.body} fields={call.body} required={words.required} />
        <h3>{words.answer}</h3>
        <ul className="docs-answers">
          {call.answers.map((answer) => (
            <li key={answer.status}>
              <Answer answer={answer} words={words} suffix={suffix} />
            </li>
          ))}
        </ul>
        <h3>{words.refusals}</h3>
        <p className="docs-refusals">
          {call.refusals.map(({ status, code }) => (
            <a key={code} href={`/docs${suffix}#${code}`}>
              {`${status} `}
              <code>{codeOf(code)}</code>
            </a>
          ))}
        </p>
      </div>
      <div className="docs-examples">
        <h3>{words.curl}</h3>
        <Code pieces={call.curl} />
        <h3>{words.javascript}</h3>
        <Code pieces={call.javaScript} />
      </div>
    </section>
  );
}

export const Method = ({ name }: { name: string }) => (
  <span className={`docs-method docs-${name.toLowerCase()}`}>{name}</span>
);

function Answer(props: { answer: ShownCall["answers"][number]; words: DocsWords["call"]; suffix: string }) {
  const { status, given, name, shape, names } = props.answer;
  if (given !== "shape") return <p>{`${status} · ${props.words[given]}`}</p>;
  return (
    <details>
      <summary>{`${status} · ${name || props.words.shape}`}</summary>
      <Code pieces={shape} />
      <ShapeLinks names={names} see={props.words.see} suffix={props.suffix} />
    </details>
  );
}

export function ShapeLinks(props: { names: string[]; see: string; suffix: string }) {
  if (props.names.length === 0) return null;
  return (
    <p className="docs-see">
      {props.see}{" "}
      {props.names.map((name) => (
        <a key={name} className="link" href={`/docs/shapes${props.suffix}#${name}`}>
          {name}
        </a>
      ))}
    </p>
  );
}
