import { h, type JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Me } from '../contract.ts';
import { ApiError, post } from './api.ts';
import { Trouble } from './parts.ts';

/** User name and password of this box. @param over somebody was signed in, and is no more */
export function SignIn({ over, onSignedIn }: { over: boolean; onSignedIn: (me: Me) => void }): JSX.Element {
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      const me = await post<Me>('sign-in', { user, password });
      if (me !== undefined) onSignedIn(me);
    } catch (failure) {
      setError(failure instanceof ApiError ? failure : new ApiError(0, { error: String(failure) }));
      setPassword('');
      setBusy(false);
      second.current?.focus();
    }
  }

  return h(
    'main',
    { class: 'sign-in' },
    h(
      'form',
      { onSubmit: (event: Event) => void submit(event) },
      h('h1', null, h('span', { class: 'mark', 'aria-hidden': true }, 'T'), 'Tollgate'),
      over ? h('p', { role: 'status' }, 'You are not signed in any more. Sign in to go on where you were.') : null,
      h('label', { for: 'user' }, 'User name'),
      h('input', {
        id: 'user',
        name: 'username',
        ref: first,
        autocomplete: 'username',
        autocapitalize: 'none',
        spellcheck: false,
        required: true,
        value: user,
        onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => setUser(currentTarget.value),
      }),
      h('label', { for: 'password' }, 'Password'),
      h('input', {
        id: 'password',
        name: 'password',
        type: 'password',
        ref: second,
        autocomplete: 'current-password',
        required: true,
        value: password,
        onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => setPassword(currentTarget.value),
      }),
      error === undefined ? null : h(Trouble, { error }),
      h('button', { type: 'submit', class: 'primary', disabled: busy }, busy ? 'Signing in…' : 'Sign in'),
      h('p', { class: 'faint' }, 'The same user name and password as on this box’s terminal.'),
    ),
  );
}
