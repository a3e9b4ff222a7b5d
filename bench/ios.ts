/** The command language: loading and writing a long configuration, and one line in a mode of 400 commands. */
import {
  choice,
  execMode,
  INT,
  IPV4,
  type KeptLine,
  kept,
  kw,
  LINE,
  language,
  loadConfiguration,
  mode,
  opt,
  Shell,
  seq,
  setting,
  WORD,
  writeConfiguration,
} from '../src/ios/index.ts';
import { emptyToy, toy, vault } from '../test/ios/toy-language.ts';

interface Wide {
  readonly last: { readonly name: string; readonly level: number };
  readonly kept: readonly KeptLine[];
}

/** 400 commands: 40 first words, 10 second words each, with a choice of arguments. */
function wideLanguage() {
  const exec = execMode<undefined>();
  const global = mode<Wide>({ id: 'config', prompt: 'config', title: 'Configure commands' });
  const declarations = Array.from({ length: 400 }, (_, index) => {
    const first = `word${String.fromCharCode(97 + (index % 20))}${index % 40}`;
    const second = `sub${String.fromCharCode(97 + Math.floor(index / 40))}`;
    const name = `${first} ${second}`;
    return setting(
      global,
      seq({
        _first: kw(first, 'First word'),
        _second: kw(second, 'Second word'),
        to: choice(kw('default', 'Default'), IPV4('Address'), WORD('Name')),
        level: opt(seq({ _level: kw('level', 'Level'), value: INT(0, 9999, 'Level') })),
      }),
    )({
      noNeeds: [],
      set: (config, { level }) => ({ ...config, last: { name, level: level?.value ?? 0 } }),
      unset: (config) => config,
      get: (config) => (config.last.name === name ? [{ to: 'x', level: { value: config.last.level } }] : []),
    });
  });
  return language({
    exec,
    global,
    declarations: [...declarations, kept(global, seq({ _a: kw('remark', 'Remark'), text: LINE('Text') }))],
    kept: { get: (config: Wide) => config.kept, set: (config: Wide, lines) => ({ ...config, kept: lines }) },
  });
}

const lines = 10_000;
const texts: Readonly<Record<string, string>> = {
  'a mix of sections': Array.from({ length: lines / 5 }, (_, index) =>
    [
      `username user${index % 500} privilege ${index % 16} secret 9 secret${index}`,
      `radius server server${index % 500}`,
      ` address ipv4 10.0.${index % 250}.${index % 200} auth-port 1812 acct-port 1813`,
      ` timeout ${1 + (index % 900)}`,
      ` key 7 sealed${index}`,
    ].join('\n'),
  ).join('\n'),
  '10,000 different users': Array.from({ length: lines }, (_, index) => `username user${index} privilege 1`).join('\n'),
  '10,000 kept lines': Array.from(
    { length: lines },
    (_, index) => `ip route 10.0.0.0 255.0.0.0 Null0 name r${index}`,
  ).join('\n'),
};

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const median = (times: number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;

/** Prints milliseconds to load and write 10,000 lines, and microseconds per parsed and completed line. */
export async function run(): Promise<void> {
  for (const [name, text] of Object.entries(texts)) {
    const loads = Array.from({ length: 5 }, () => timed(() => loadConfiguration(text, toy, emptyToy, vault)));
    const { config, refused } = loadConfiguration(text, toy, emptyToy, vault);
    const writes = Array.from({ length: 5 }, () => timed(() => writeConfiguration(config, toy)));
    console.log(
      `load 10,000 lines, ${name}: ${median(loads).toFixed(0)} ms (first ${loads[0]?.toFixed(0)} ms), ${refused.length} refused; write ${median(writes).toFixed(0)} ms`,
    );
  }
  const wide = wideLanguage();
  const initial: Wide = { last: { name: '', level: 0 }, kept: [] };
  let config = initial;
  const shell = new Shell({
    language: wide,
    session: undefined,
    env: undefined,
    store: {
      current: () => config,
      replace(next) {
        config = next;
      },
    },
    hostname: () => 'router',
    level: 15,
  });
  shell.configure();
  const io = {
    print: () => {},
    ask: async () => undefined,
    width: 80,
    length: 0,
    signal: new AbortController().signal,
  };
  const samples = Array.from({ length: 400 }, (_, index) => {
    const first = `word${String.fromCharCode(97 + (index % 20))}${index % 40}`;
    return [first, `sub${String.fromCharCode(97 + Math.floor(index / 40))}`] as const;
  });
  const perLine = async (label: string, work: (sample: readonly [string, string]) => unknown): Promise<void> => {
    const rounds: number[] = [];
    for (let round = 0; round < 7; round++) {
      const start = performance.now();
      for (const sample of samples) await work(sample);
      rounds.push(((performance.now() - start) * 1000) / samples.length);
    }
    console.log(`400 commands, ${label}: ${median(rounds).toFixed(1)} µs (first round ${rounds[0]?.toFixed(1)} µs)`);
  };
  await perLine('execute a whole line', ([first, second]) => shell.execute(`${first} ${second} 10.0.0.1 level 5`, io));
  await perLine('execute an abbreviated line', ([first, second]) => shell.execute(`${first} ${second} def lev 5`, io));
  await perLine('reject a wrong line', ([first, second]) => shell.execute(`${first} ${second}x 10.0.0.1`, io));
  await perLine('complete the second word', ([first, second]) => shell.complete(`${first} ${second}`));
  await perLine('? on an empty line', () => shell.help(''));
  await perLine('? after no', () => shell.help('no '));
}
