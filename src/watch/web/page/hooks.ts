import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { ApiError, get } from './api.ts';
import { live } from './live-connection.ts';

/** Draws again when live sessions change. */
export function useLive(): void {
  const [, draw] = useReducer((version: number, _: undefined) => version + 1, 0);
  useEffect(() => live.subscribe(() => draw(undefined)), []);
}

/** Draws again every so many milliseconds: durations grow. */
export function useTick(milliseconds: number): void {
  const [, draw] = useReducer((version: number, _: undefined) => version + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => draw(undefined), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}

export interface Answer<T> {
  readonly value: T | undefined;
  readonly error: ApiError | undefined;
  readonly reload: () => void;
}

/**
 * What the server answers at a path, asked for again every `pace` milliseconds (0: only once) while the page is to be seen.
 * The last answer stays while another is on its way, or fails.
 */
export function useAnswer<T>(path: string, pace: number): Answer<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<ApiError>();
  const asked = useRef(0);
  const load = useCallback(async () => {
    const turn = ++asked.current;
    try {
      const answer = await get<T>(path);
      if (turn !== asked.current) return;
      setValue(answer);
      setError(undefined);
    } catch (failure) {
      if (turn === asked.current)
        setError(failure instanceof ApiError ? failure : new ApiError(0, { error: String(failure) }));
    }
  }, [path]);
  useEffect(() => {
    void load();
    const timer = pace === 0 ? undefined : setInterval(() => document.hidden || void load(), pace);
    return () => {
      asked.current += 1;
      clearInterval(timer);
    };
  }, [load, pace]);
  return { value, error, reload: () => void load() };
}

/** A value that follows another one after it has been still for a while: what is typed, before it is asked for. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const hear = (): void => setMatches(list.matches);
    list.addEventListener('change', hear);
    return () => list.removeEventListener('change', hear);
  }, [query]);
  return matches;
}
