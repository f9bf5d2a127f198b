import { channelUrl } from './ask.js';
import { h, ICONS, icon } from './dom.js';
import type { Playback } from './playback.js';
import { clockText, positionText, words } from './words.js';

export interface Controls {
  element: HTMLElement;
  update(): void;
  /** Whether it was one of the keys. */
  key(key: string): boolean;
}

interface Actions {
  playback: Playback;
  /** What is put into full screen. */
  stage: HTMLElement;
  toLive(): void;
  channelName: string;
}

const STEP_SECONDS = 10;

/** The bar below the video. */
export function controlsOf({ playback, stage, toLive, channelName }: Actions): Controls {
  const { video } = playback;
  const t = words.controls;
  const play = button(t.play, ICONS.play, () => toggle());
  const back = button(t.back, ICONS.back, () => step(-STEP_SECONDS));
  const forward = button(t.forward, ICONS.forward, () => step(STEP_SECONDS));
  const sound = button(t.mute, ICONS.volume, () => {
    video.muted = !video.muted;
  });
  const volume = slider('volume', t.volume, { max: 1, step: 0.05 });
  const seek = slider('seek', t.seek, { max: 1, step: 0.1 });
  const [clock, place] = [h('span'), h('span', { class: 'place' })];
  const time = h('span', { class: 'time' }, clock, place);
  const live = h(
    'button',
    { type: 'button', class: 'to-live' },
    h('span', { class: 'dot' }),
    words.stage.liveBadge,
  );
  const full = button(t.fullscreen, ICONS.full, () => void fullScreen());
  const pip = button(t.pip, ICONS.pip, () => void pictureInPicture());
  pip.hidden = !document.pictureInPictureEnabled;
  live.addEventListener('click', toLive);
  volume.addEventListener('input', () => {
    video.volume = Number(volume.value);
    video.muted = video.volume === 0;
  });
  seek.addEventListener('input', () => {
    video.currentTime = Number(seek.value);
  });

  function toggle(): void {
    if (video.paused) video.play().catch(() => undefined);
    else video.pause();
  }

  function step(seconds: number): void {
    const end = Number.isFinite(video.duration) ? video.duration : video.currentTime + seconds;
    video.currentTime = Math.min(end, Math.max(0, video.currentTime + seconds));
  }

  async function fullScreen(): Promise<void> {
    if (document.fullscreenElement === null) await stage.requestFullscreen().catch(() => undefined);
    else await document.exitFullscreen();
  }

  async function pictureInPicture(): Promise<void> {
    if (document.pictureInPictureElement === null)
      await video.requestPictureInPicture().catch(() => undefined);
    else await document.exitPictureInPicture();
  }

  function louder(by: number): void {
    video.volume = Math.min(1, Math.max(0, video.volume + by));
    video.muted = video.volume === 0;
  }

  const keys: Readonly<Record<string, () => void>> = {
    ' ': toggle,
    k: toggle,
    m: () => sound.click(),
    f: () => void fullScreen(),
    l: toLive,
    ArrowLeft: () => step(-STEP_SECONDS),
    ArrowRight: () => step(STEP_SECONDS),
    ArrowUp: () => louder(0.05),
    ArrowDown: () => louder(-0.05),
  };

  return {
    element: h(
      'div',
      { class: 'controls', role: 'group', 'aria-label': words.stage.label(channelName) },
      seek,
      h(
        'div',
        { class: 'row' },
        play,
        back,
        forward,
        sound,
        volume,
        live,
        time,
        h('span', { class: 'gap' }),
        pip,
        full,
      ),
    ),
    update() {
      const isLive = playback.source?.kind === 'live';
      name(play, video.paused ? t.play : t.pause, video.paused ? ICONS.play : ICONS.pause);
      name(sound, video.muted ? t.unmute : t.mute, video.muted ? ICONS.muted : ICONS.volume);
      name(full, document.fullscreenElement === null ? t.fullscreen : t.leaveFullscreen, ICONS.full);
      volume.value = String(video.muted ? 0 : video.volume);
      for (const control of [seek, back, forward]) control.hidden = isLive;
      const isBehind = !isLive || video.paused;
      live.classList.toggle('behind', isBehind);
      live.title = isBehind ? t.toLive : t.atLive;
      const { duration, currentTime } = video;
      const at = playback.dateMs;
      if (!isLive && Number.isFinite(duration)) {
        seek.max = String(duration);
        if (!seek.matches(':active')) seek.value = String(currentTime);
        seek.style.setProperty('--at', String(duration > 0 ? currentTime / duration : 0));
        seek.setAttribute('aria-valuetext', at === null ? positionText(currentTime) : clockText(at));
      }
      clock.textContent = at === null ? '' : clockText(at);
      place.textContent = isLive ? '' : `${positionText(currentTime)} / ${positionText(duration || 0)}`;
    },
    key(key) {
      const action = keys[key.length === 1 ? key.toLowerCase() : key];
      action?.();
      return action !== undefined;
    },
  };
}

function button(label: string, drawing: string, onClick: () => void): HTMLButtonElement {
  const made = h('button', { type: 'button', class: 'icon-button' }, icon(drawing));
  made.addEventListener('click', onClick);
  name(made, label, drawing);
  return made;
}

function name(one: HTMLButtonElement, label: string, drawing: string): void {
  if (one.title === label) return;
  one.title = label;
  one.setAttribute('aria-label', label);
  one.replaceChildren(icon(drawing));
}

function slider(kind: string, label: string, { max, step }: { max: number; step: number }): HTMLInputElement {
  return h('input', {
    ...{ type: 'range', class: kind, min: '0', max: String(max), step: String(step), value: '0' },
    'aria-label': label,
  });
}

/** What can be taken along: the address of the moment, that of the list. */
export function sharing(channelName: string, linkOf: () => string, listOf: () => string): HTMLElement {
  const t = words.controls;
  return h(
    'div',
    { class: 'sharing' },
    copyButton(t.copyLink, t.copyLinkTitle, ICONS.link, linkOf),
    copyButton(
      t.copyList,
      t.copyListTitle,
      ICONS.list,
      () => listOf() || channelUrl(channelName, 'live.m3u8'),
    ),
  );
}

function copyButton(label: string, title: string, drawing: string, textOf: () => string): HTMLButtonElement {
  const said = h('span', { role: 'status', class: 'said' });
  const made = h(
    'button',
    { type: 'button', class: 'button', title },
    icon(drawing),
    h('span', null, label),
    said,
  );
  made.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(textOf());
    } catch {
      // Not every browser lets a page do that: it can be copied by hand.
      prompt(label, textOf());
      return;
    }
    made.classList.add('done');
    said.textContent = words.controls.copied;
    setTimeout(() => {
      made.classList.remove('done');
      said.textContent = '';
    }, 1600);
  });
  return made;
}
