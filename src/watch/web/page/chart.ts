import { h, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { axisTime, duration, fullMoment, octets } from './format.ts';
import { useMedia } from './hooks.ts';

export interface ChartProps {
  readonly label: string;
  /** Seconds since 1970, then a row of numbers for each line. */
  readonly data: readonly (readonly (number | null)[])[];
  /** Names of the lines. */
  readonly lines: readonly string[];
  /** Bars side by side in place of lines; the first row is then places 0, 1, 2…, named here. */
  readonly bars?: readonly string[];
  readonly unit: 'octets' | 'octets/s' | 'time';
}

const height = 240;

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const textOf = (unit: ChartProps['unit'], value: number): string =>
  unit === 'time' ? duration(value) : unit === 'octets' ? octets(value) : `${octets(value)}/s`;

function optionsFor({ lines, bars, unit }: ChartProps, width: number): uPlot.Options {
  const colours = [colour('--in'), colour('--out')];
  const axis = { stroke: colour('--faint'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  const path = (index: number) =>
    bars === undefined || uPlot.paths.bars === undefined
      ? {}
      : { paths: uPlot.paths.bars({ size: [0.4, 40], align: lines.length === 1 ? 0 : index === 0 ? -1 : 1, gap: 1 }) };
  return {
    width,
    height,
    padding: [12, 28, 0, 0],
    cursor: { y: false, points: { size: 6 } },
    scales: {
      x: bars === undefined ? {} : { time: false, range: [-0.7, bars.length - 0.3] },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.08 : 1] },
    },
    axes: [
      bars === undefined
        ? {
            ...axis,
            space: 70,
            values: (plot, splits) => {
              const { min = 0, max = 0 } = plot.scales.x ?? {};
              return splits.map((split) => axisTime(split, (max ?? 0) - (min ?? 0)));
            },
          }
        : {
            ...axis,
            grid: { show: false },
            splits: () => bars.map((_, index) => index),
            values: (plot, splits) => {
              const every = Math.ceil((splits.length * 70) / plot.width);
              return splits.map((split, index) => (index % every === 0 ? (bars[split]?.slice(5) ?? '') : ''));
            },
          },
      { ...axis, size: 72, values: (_, splits) => splits.map((split) => textOf(unit, split)) },
    ],
    series: [
      bars === undefined
        ? { value: (_, value) => (value === null ? '–' : fullMoment(value * 1000)) }
        : { label: 'Day', value: (_, value) => bars[value] ?? '–' },
      ...lines.map((label, index) => ({
        label,
        stroke: colours[index] ?? 'gray',
        width: bars === undefined ? 2 : 0,
        fill: bars === undefined ? `${colours[index] ?? '#888888'}22` : (colours[index] ?? 'gray'),
        points: { show: false },
        value: (_: uPlot, value: number | null) => (value === null ? '–' : textOf(unit, value)),
        ...path(index),
      })),
    ],
  };
}

/** A drawing of numbers over time, with a text for those who cannot see it. */
export function Chart(props: ChartProps): JSX.Element {
  const { data, label } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const dark = useMedia('(prefers-color-scheme: dark)');
  const shape = JSON.stringify([props.lines, props.bars, props.unit, dark]);
  const newest = useRef(props);
  newest.current = props;
  const aligned = (): uPlot.AlignedData => data.map((row) => [...row]) as unknown as uPlot.AlignedData;

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const made = new uPlot(optionsFor(newest.current, element.clientWidth), aligned(), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(aligned()), [data]);
  return h('div', { class: 'chart', role: 'img', 'aria-label': label, ref: place });
}
