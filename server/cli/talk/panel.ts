import type { Setting } from "./index";
import { drawInput, emptyInput, type Input, withText } from "./input";
import { drawNote, drawProblem, type Look } from "./rows";
import { Screen } from "./screen";

const prompt = "> ";

/** What was said, and below it one's own line with what there is to know. */
export class Panel {
  input: Input = emptyInput;
  readonly #screen: Screen;
  #isShut = false;

  /** @param above the rows over the line in which one types */
  constructor(
    private readonly setting: Setting,
    private readonly above: (look: Look) => string[],
  ) {
    this.#screen = new Screen(setting.io.stdout);
  }

  get look(): Look {
    return this.setting.look(this.#screen.columns);
  }

  note(text: string): void {
    this.print(drawNote(this.look, text));
  }

  problem(text: string): void {
    this.print(drawProblem(this.look, text));
  }

  /** Puts a text into the line, to be gone on with. */
  fill(text: string): void {
    this.input = withText(this.input, text);
    this.draw();
  }

  draw(): void {
    this.print([]);
  }

  print(rows: string[]): void {
    if (this.#isShut) return;
    const above = this.above(this.look);
    const rowsMax = Math.max(1, this.#screen.rows - above.length - 1);
    const input = drawInput(this.input, prompt, this.#screen.columns, rowsMax);
    const cursor = { ...input.cursor, row: above.length + input.cursor.row };
    this.#screen.draw(rows, { rows: [...above, ...input.rows], cursor });
  }

  /** Takes the line away; what was said stays. What is answered later finds a terminal that belongs to others. */
  shut(): void {
    this.#isShut = true;
    this.#screen.clear();
  }
}
