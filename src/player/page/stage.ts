import { h, ICONS, icon } from './dom.js';
import type { Message } from './message.js';
import { words } from './words.js';

export interface Stage {
  element: HTMLElement;
  video: HTMLVideoElement;
  say(message: Message | null): void;
}

/** The video with what is laid over it. */
export function stageOf(channelName: string): Stage {
  const video = h('video', { playsInline: true, muted: true, 'aria-label': words.stage.label(channelName) });
  const message = h('div', { class: 'message', role: 'status', hidden: true });
  const unmute = h('button', { type: 'button', class: 'unmute' }, icon(ICONS.muted), words.stage.unmute);
  unmute.addEventListener('click', () => {
    video.muted = false;
  });
  const showUnmute = (): void => {
    unmute.hidden = !video.muted || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA;
  };
  for (const event of ['volumechange', 'loadeddata', 'emptied']) video.addEventListener(event, showUnmute);
  showUnmute();
  const element = h('div', { class: 'stage' }, video, message, unmute);
  quietWhilePlaying(element, video);
  let shown = '';
  return {
    element,
    video,
    say(said) {
      const key = said === null ? '' : `${said.heading}\n${said.more}\n${said.action?.label ?? ''}`;
      if (key === shown) return;
      shown = key;
      message.hidden = said === null;
      if (said === null) return message.replaceChildren();
      const action =
        said.action === null ? null : h('button', { type: 'button', class: 'button' }, said.action.label);
      if (action !== null && said.action !== null) action.addEventListener('click', said.action.run);
      message.replaceChildren(
        h('p', { class: 'heading' }, said.heading),
        ...(said.more === '' ? [] : [h('p', null, said.more)]),
        ...(action === null ? [] : [action]),
      );
    },
  };
}

/** What hides the picture goes away while nobody moves. */
const QUIET_MS = 2500;

function quietWhilePlaying(element: HTMLElement, video: HTMLVideoElement): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wake = (): void => {
    element.classList.remove('quiet');
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!video.paused && !element.contains(document.activeElement)) element.classList.add('quiet');
    }, QUIET_MS);
  };
  for (const event of ['pointermove', 'pointerdown', 'focusin', 'keydown'])
    element.addEventListener(event, wake);
  for (const event of ['play', 'pause', 'emptied']) video.addEventListener(event, wake);
}
