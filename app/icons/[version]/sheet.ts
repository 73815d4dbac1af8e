import { z } from "zod";
import { iconNames } from "@/components/ui/icon-sheet";

/** A drawing as lucide keeps it: elements of SVG with their attributes, in a square of 24. */
const drawing = z.object({
  __iconData: z.object({ node: z.array(z.tuple([z.string(), z.record(z.string(), z.string())])) }),
});

/** One SVG (SVG 2, `symbol`) with a symbol for each name; how it is drawn is said where it is used. */
export async function makeIconSheet(): Promise<string> {
  const symbols = await Promise.all(iconNames.map(symbolOf));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

async function symbolOf(name: string): Promise<string> {
  const { node } = drawing.parse(await import(/* turbopackIgnore: true */ `lucide-react/icons/${name}`)).__iconData;
  const shapes = node.map(([tag, { key: _, ...attributes }]) => {
    const written = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${value}"`);
    return `<${tag}${written.join("")}/>`;
  });
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.join("")}</symbol>`;
}
