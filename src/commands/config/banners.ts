import { DELIMITED, kw, seq } from '../../ios/index.ts';
import { amend, amendTerminal, value } from './edit.ts';
import { globalMode } from './modes.ts';

const banner = (which: 'exec' | 'login' | 'motd', help: string) =>
  value(
    globalMode,
    seq({
      _banner: kw('banner', 'Texts for users'),
      _which: kw(which, help),
      text: DELIMITED('Text between delimiters'),
    }),
  )({
    summary: `${help}. The text stands between two equal characters, over as many lines as it takes.`,
    get({ terminal: { banners } }) {
      const text = banners[which];
      return text === undefined ? undefined : { text };
    },
    set: (config, typed) =>
      amendTerminal(config, { banners: amend(config.terminal.banners, { [which]: typed?.text }) }),
  });

/** `banner …` */
export const bannerSettings = [
  banner('exec', 'Text at the start of a session'),
  banner('login', 'Text before the login'),
  banner('motd', 'Text of the day, before everything else'),
];
