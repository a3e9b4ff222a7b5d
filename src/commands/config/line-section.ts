import { as, choice, INT, kw, opt, Refusal, type Rule, refuse, section, seq } from '../../ios/index.ts';
import type { LineKind } from '../../terminal/config.ts';
import { clearLines, dropLines, lineRanges, makeLines, standingVtys } from './line-ranges.ts';
import { globalMode, type LineRange, lineMode } from './modes.ts';

const line = kw('line', 'Terminal lines');
const maxLine = 1869;
const last = opt(INT(0, maxLine, 'Last line'));
interface TypedRange {
  /** Absent for an absolute number. */
  readonly kind?: LineKind;
  readonly first: number;
  readonly last?: number;
}
const range: Rule<TypedRange> = choice(
  seq({ _line: line, kind: as(kw('con', 'The console'), 'con'), first: INT(0, 0, 'Line') }),
  seq({ _line: line, kind: as(kw('console', 'The console'), 'con'), first: INT(0, 0, 'Line') }),
  seq({ _line: line, kind: kw('aux', 'The auxiliary port'), first: INT(0, 0, 'Line') }),
  seq({ _line: line, kind: kw('vty', 'Lines for SSH and Telnet'), first: INT(0, maxLine, 'First line'), last }),
  seq({ _line: line, kind: kw('tty', 'Lines for modems'), first: INT(1, maxLine, 'First line'), last }),
  seq({ _line: line, first: INT(0, maxLine, 'First line'), last }),
);

function rangeOf(typed: TypedRange): LineRange | Refusal {
  const { first, last = first } = typed;
  const kind = typed.kind ?? (first === 0 ? 'con' : 'tty');
  return last < first || (kind === 'con' && last > 0) ? refuse('% Bad line number') : { kind, first, last };
}

/** `line …` */
export const lineSection = section(
  globalMode,
  range,
  lineMode,
)({
  summary: 'Configures one line or several: console, auxiliary port, modem lines (tty), and lines for SSH and Telnet.',
  open(config, typed) {
    const lines = rangeOf(typed);
    return lines instanceof Refusal ? lines : { config: makeLines(config, lines), context: lines };
  },
  unset(config, typed) {
    const lines = rangeOf(typed);
    if (lines instanceof Refusal) return lines;
    if (lines.kind === 'con') return refuse("% The console can't be removed");
    if (lines.kind !== 'vty') return dropLines(config, lines);
    // vty lines have no gaps: those above go, too.
    if (lines.first < standingVtys) return refuse(`% Can't delete last ${standingVtys} VTY lines`);
    return dropLines(config, { ...lines, last: maxLine });
  },
  reset(config, typed) {
    const lines = rangeOf(typed);
    return lines instanceof Refusal ? lines : clearLines(config, lines);
  },
  get: (config) =>
    lineRanges(config).map((lines) => {
      const { kind, first, last } = lines;
      return {
        value: { kind: kind === 'tty' ? undefined : kind, first, last: last === first ? undefined : last },
        context: lines,
      };
    }),
  sampleValue(random) {
    const first = Math.floor(random() * 20);
    const last = random() < 0.5 ? {} : { last: first + Math.floor(random() * 20) };
    const kind = random() < 0.5 ? {} : ({ kind: 'vty' } as const);
    return { ...kind, first, ...(first === 0 && kind.kind === undefined ? {} : last) };
  },
});
