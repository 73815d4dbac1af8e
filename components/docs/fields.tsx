import { Inline } from "./prose";

export interface Field {
  name: string;
  type: string;
  isRequired: boolean;
  description: string;
}

/** What is sent, field by field. */
export function Fields(props: { title: string; fields: Field[]; required: string }) {
  if (props.fields.length === 0) return null;
  return (
    <>
      {props.title !== "" && <h3>{props.title}</h3>}
      <ul className="docs-fields">
        {props.fields.map(({ name, type, isRequired, description }) => (
          <li key={name}>
            <code>{name}</code>{" "}
            <span className="docs-type">
              <Inline text={type} />
              {isRequired && <em>{` · ${props.required}`}</em>}
            </span>
            {description !== "" && (
              <p>
                <Inline text={description} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
