/** The page of Tollgate: who is signed in, and which view the address names. */
import { h, type JSX, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Me, Tab } from '../contract.ts';
import { ApiError, onSignedOut, post, whoAmI } from './api.ts';
import { BooksView } from './books-view.ts';
import { CommandsView } from './commands-view.ts';
import { CryptoView } from './crypto-view.ts';
import { EndedView } from './ended-view.ts';
import { GapsView } from './gaps-view.ts';
import { live } from './live-connection.ts';
import { LiveView } from './live-view.ts';
import { Empty, Loading, Trouble } from './parts.ts';
import { SessionView } from './session-view.ts';
import { Shell } from './shell.ts';
import { SignIn } from './sign-in.ts';
import { UsageView } from './usage-view.ts';

const views: Readonly<Record<Tab, (props: { me: Me }) => JSX.Element>> = {
  live: LiveView,
  ended: EndedView,
  crypto: CryptoView,
  books: BooksView,
  usage: UsageView,
  commands: CommandsView,
  gaps: GapsView,
};

/** `#/session/12` is `['session', '12']`. */
const place = (): readonly string[] => location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);

function usePlace(): readonly string[] {
  const [now, setNow] = useState(place);
  useEffect(() => {
    const hear = (): void => {
      setNow(place());
      scrollTo(0, 0);
    };
    addEventListener('hashchange', hear);
    return () => removeEventListener('hashchange', hear);
  }, []);
  return now;
}

function View({ me, at }: { me: Me; at: readonly string[] }): JSX.Element {
  const [name = '', id] = at;
  if (name === 'session' && id !== undefined) return h(SessionView, { key: id, id });
  const tab = me.tabs.find((one) => one === (name || 'live'));
  return tab === undefined
    ? h(Empty, { title: 'There is no such view here' }, h('a', { href: '#/live' }, 'To the live sessions'))
    : h(views[tab], { me });
}

function Page(): JSX.Element {
  const [me, setMe] = useState<Me | 'nobody'>();
  const [error, setError] = useState<ApiError>();
  /** Whether somebody was signed in until the server forgot it. */
  const [over, setOver] = useState(false);
  const at = usePlace();
  async function load(): Promise<void> {
    try {
      setError(undefined);
      setMe((await whoAmI()) ?? 'nobody');
    } catch (failure) {
      setError(failure instanceof ApiError ? failure : new ApiError(0, { error: String(failure) }));
    }
  }
  useEffect(() => {
    onSignedOut(() => {
      live.close();
      setOver(true);
      setMe('nobody');
    });
    void load();
  }, []);
  useEffect(() => {
    document.title = me === undefined || me === 'nobody' ? 'Tollgate' : `${me.host} – Tollgate`;
  }, [me]);
  if (error !== undefined && me === undefined) return h(Trouble, { error, again: () => void load() });
  if (me === undefined) return h(Loading, {});
  if (me === 'nobody') return h(SignIn, { over, onSignedIn: setMe });
  const signOut = (): void => {
    void post<undefined>('sign-out').finally(() => {
      live.close();
      setOver(false);
      setMe('nobody');
    });
  };
  const tab = at[0] === 'session' ? 'live' : at[0] || 'live';
  return h(Shell, { me, tab, place: at.join('/'), onSignOut: signOut, children: h(View, { me, at }) });
}

const root = document.getElementById('page');
if (root !== null) {
  root.replaceChildren();
  render(h(Page, null), root);
}
