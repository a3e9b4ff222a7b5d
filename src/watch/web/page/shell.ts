import { type ComponentChildren, h, type JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Me, Tab } from '../contract.ts';

const names: Readonly<Record<Tab, string>> = {
  live: 'Live',
  ended: 'Ended',
  crypto: 'Crypto',
  books: 'Books',
  usage: 'Usage',
  commands: 'Commands',
  gaps: 'Gaps',
};

/** `/` leads to the search field; digits to the views. Not while somebody types. */
function useKeys(tabs: readonly Tab[]): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      const { target, key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const typing = target instanceof HTMLInputElement;
      if (typing && key === 'Escape') target.blur();
      if (typing) return;
      const tab = /^[1-9]$/.test(key) ? tabs[Number(key) - 1] : undefined;
      if (tab !== undefined) location.hash = `#/${tab}`;
      else if (key === '/') {
        event.preventDefault();
        document.getElementById('search')?.focus();
      }
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [tabs]);
}

/** What stands around every view. */
export function Shell({
  me,
  tab,
  place,
  onSignOut,
  children,
}: {
  me: Me;
  tab: string;
  /** The view, and what it shows. */
  place: string;
  onSignOut: () => void;
  children?: ComponentChildren;
}): JSX.Element {
  useKeys(me.tabs);
  // What had the focus may have gone with the view before: the keyboard goes on in the new one.
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
  return h(
    'div',
    { class: 'shell' },
    h('a', { class: 'skip', href: '#main', onClick: skip }, 'To the content'),
    h(
      'header',
      null,
      h(
        'div',
        { class: 'brand' },
        h('span', { class: 'mark', 'aria-hidden': true }, 'T'),
        h(
          'span',
          null,
          h('strong', null, me.host),
          h('span', { class: 'faint brand-kind' }, me.product === 'gateway' ? 'gateway' : 'security server'),
        ),
      ),
      h(
        'nav',
        { 'aria-label': 'Views' },
        me.tabs.map((one, index) =>
          h(
            'a',
            { key: one, href: `#/${one}`, 'aria-current': one === tab ? 'page' : undefined, title: `Key ${index + 1}` },
            names[one],
          ),
        ),
      ),
      h(
        'div',
        { class: 'who' },
        h('span', { title: `Privilege level ${me.privilege}` }, me.user),
        h('button', { type: 'button', class: 'plain-button', onClick: onSignOut }, 'Sign out'),
      ),
    ),
    h('main', { id: 'main', tabIndex: -1 }, children),
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
