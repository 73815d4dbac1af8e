import { scaleBand, scaleLinear } from "d3-scale";
import { numberOf } from "@/lib/i18n/amount";
import type { AdminWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";

export interface DayPoint {
  day: string;
  /** "3 March". */
  label: string;
  value: number;
  /** "3 March: 12 messages". */
  sentence: string;
}

const width = 300;
const height = 100;

/**
 * A number for each day as bars, drawn on the server. It is stretched to the width that there is, so that its words
 * stand outside of the drawing; the last day is today. The same numbers stand in a table for whoever wants them so.
 */
export function DayPlot(props: { title: string; points: DayPoint[]; words: AdminWords["overview"]; locale: Locale }) {
  const { title, points, words, locale } = props;
  const x = scaleBand(
    points.map(({ day }) => day),
    [0, width],
  ).padding(0.25);
  const y = scaleLinear([0, Math.max(1, ...points.map(({ value }) => value))], [0, height]).nice(3);
  const [, top = 1] = y.domain();
  return (
    <figure className="card plot">
      <figcaption>
        <span className="block text-base font-[650]">{title}</span>
        <span className="block text-[13px] text-ink-3">{words.lastDays}</span>
      </figcaption>
      <p className="plot-top" aria-hidden="true">
        {numberOf(locale, top)}
      </p>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="plot-line" d={`M0 0.5H${width}M0 ${height / 2}H${width}M0 ${height - 0.5}H${width}`} />
        {points.map(({ day, value, sentence }, index) => (
          <g key={day} className={index === points.length - 1 ? "plot-day is-today" : "plot-day"}>
            <title>{sentence}</title>
            {/* The whole column answers the pointer, a day without anything too. */}
            <rect
              className="plot-column"
              x={(x(day) ?? 0) - (x.step() - x.bandwidth()) / 2}
              width={x.step()}
              height={height}
            />
            <rect
              x={x(day)}
              width={x.bandwidth()}
              y={height - barOf(y(value), value)}
              height={barOf(y(value), value)}
            />
          </g>
        ))}
      </svg>
      <p className="plot-ends" aria-hidden="true">
        <span>{points[0]?.label}</span>
        <span className="is-today">{words.today}</span>
      </p>
      <details>
        <summary>{words.asTable}</summary>
        <table>
          <caption className="sr-only">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              <th scope="col">{words.number}</th>
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map(({ day, label, value }) => (
              <tr key={day}>
                <th scope="row">{label}</th>
                <td>{numberOf(locale, value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** A zero is drawn as a line, a little as something that can be seen. */
const barOf = (scaled: number, value: number): number => (value === 0 ? 1 : Math.max(2.5, scaled));
