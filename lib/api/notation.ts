type Json = { [name: string]: unknown };

/** The shape of an answer in the notation of TypeScript, with what is said of its fields behind them. */
export function notationOf(schema: unknown, tell: (description: string) => string): string {
  return typeText(schema as Json, "", tell);
}

/** Names of other shapes that a shape speaks of, in the order in which it does. */
export function namesIn(schema: unknown): string[] {
  const names = [...JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((hit) => hit[1] ?? "");
  return [...new Set(names)];
}

type Tell = (description: string) => string;

function typeText(schema: Json, indent: string, tell: Tell): string {
  if (typeof schema.$ref === "string") return schema.$ref.split("/").at(-1) ?? "";
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (Array.isArray(choices)) return choices.map((one: Json) => typeText(one, indent, tell)).join(" | ");
  if (Array.isArray(schema.type))
    return schema.type.map((type: unknown) => typeText({ ...schema, type }, indent, tell)).join(" | ");
  if (schema.type === "array") return listText(typeText((schema.items ?? {}) as Json, indent, tell));
  if (schema.type === "object") return objectText(schema, indent, tell);
  if (schema.type === "integer") return "number";
  return typeof schema.type === "string" ? schema.type : "unknown";
}

const listText = (item: string) => (item.includes(" | ") && !item.endsWith("}") ? `(${item})[]` : `${item}[]`);

function objectText(schema: Json, indent: string, tell: Tell): string {
  const { properties, additionalProperties } = schema as {
    properties?: Record<string, Json>;
    additionalProperties?: Json;
  };
  const required = (schema.required ?? []) as string[];
  if (!properties)
    return `Record<string, ${additionalProperties ? typeText(additionalProperties, indent, tell) : "unknown"}>`;
  const fields = Object.entries(properties).flatMap(([name, field]) => {
    const said =
      typeof field.description === "string" && !("$ref" in field) ? [`${indent}  // ${tell(field.description)}`] : [];
    return [
      ...said,
      `${indent}  ${name}${required.includes(name) ? "" : "?"}: ${typeText(field, `${indent}  `, tell)};`,
    ];
  });
  return ["{", ...fields, `${indent}}`].join("\n");
}
