// The line below the map that says what is going on. Python decides what it says; here it is shown at the frame from
// which on it holds.

import { element, write } from "../../../web/assets/js/dom.js";

const PLAYED = 10000;          // ms of play before it may stop by itself: whoever pressed Play sees it play
const EVERY = 10000;           // ms between two things that are said aloud

/**
 * @typedef {{ label: string, values: Record<string, string>, restart: boolean }} Action
 * @typedef {{
 *   at: number, kind: string, since: number | null, sentence: string, why: string, actions: Action[], lesson: string,
 *   ended: boolean, stop: string | null,
 * }} Finding
 */

export class FindingLine {
  /**
   * `act` carries out an action, `learn` opens the page of a lesson, `pause` ends the play, `told` is called with each
   * new sentence.
   * @param {HTMLElement} line
   * @param {import("./announcer.js").Announcer} announcer
   * @param {{ act: (action: Action) => void, learn: (lesson: string) => void, pause: () => void, told: (sentence: string) => void }} listener
   */
  constructor(line, announcer, { act, learn, pause, told }) {
    const part = (name) => /** @type {HTMLElement} */ (line.querySelector(name));
    this.sentence = part(".finding-sentence");
    this.whole = part(".whole");
    this.text = part(".finding-text");
    this.why = part(".finding-why");
    this.actions = part(".finding-actions");
    this.lesson = /** @type {HTMLAnchorElement} */ (part(".finding-lesson"));
    this.line = line;
    this.announcer = announcer;
    this.act = act;
    this.pause = pause;
    this.told = told;
    this.waiting = /** @type {Finding[]} */ ([]);   // of frames that are not shown yet
    this.shown = /** @type {Finding | null} */ (null);
    this.begun = Infinity;       // the time at which play began
    this.waived = false;         // play goes on although nothing changes: the user wants it
    this.said = "";              // the kind of finding that was said aloud
    this.lesson.onclick = (event) => {
      this.address();   // with the experiment as it is now
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;   // another tab or window: the browser opens it
      event.preventDefault();
      learn(this.lesson.dataset.page ?? "");
    };
    this.show(null);
  }

  /** A message of Python. What was known of later frames is outdated. @param {Finding | undefined} finding */
  take(finding) {
    if (!finding) return;
    this.waiting = this.waiting.filter(({ at }) => at < finding.at);
    this.waiting.push(finding);
  }

  /** The frames that come belong to another run, or to other settings. */
  forget() {
    this.waiting.length = 0;
    this.waived = false;
  }

  /** Shows what holds at the position of the frame that is shown. Call it for every frame. */
  draw(position, playing) {
    let found = null;
    while (this.waiting.length && this.waiting[0].at <= position) found = this.waiting.shift();
    if (found) this.show(found);
    if (!playing) return;
    const { stop } = this.shown ?? {};
    if (stop && !this.waived && performance.now() - this.begun >= PLAYED) this.stop(stop);
    else this.sayAloud();
  }

  /** Whether it says why training cannot go on. */
  get explains() {
    return !!this.shown?.ended;
  }

  /** Play has begun or ended. */
  state(playing) {
    if (playing === (this.begun < Infinity)) return;
    this.begun = playing ? performance.now() : Infinity;
    if (playing) this.show(this.shown);
  }

  /** @param {string} sentence */
  stop(sentence) {
    this.waived = true;
    this.pause();
    this.write(sentence);
    this.announcer.say(sentence);
  }

  /** @param {Finding | null} finding */
  show(finding) {
    const { shown } = this;
    this.shown = finding;
    if (!finding?.stop) this.waived = false;
    this.write(finding?.sentence ?? "");
    write(this.why, finding?.why ?? "");
    const same = (a, b) => JSON.stringify(a?.actions ?? []) === JSON.stringify(b?.actions ?? []);
    if (!same(shown, finding)) {
      this.actions.replaceChildren(...(finding?.actions ?? []).map((action) =>
        element("button", { type: "button", onclick: () => this.act(action) }, action.label)));
    }
    if (finding?.kind !== this.line.dataset.kind) {
      this.line.dataset.kind = finding?.kind ?? "";
      this.lesson.hidden = !finding?.lesson;
      this.lesson.dataset.page = finding?.lesson ?? "";
      this.address();
    }
  }

  address() {
    this.lesson.href = (this.lesson.dataset.page ?? "") + location.search;
  }

  write(sentence) {
    this.text.hidden = !sentence;   // a button needs a name
    if (sentence === this.sentence.textContent) return;
    write(this.sentence, sentence);
    write(this.whole, sentence);
    this.told(sentence);
  }

  /** A change of kind is said aloud, but not within EVERY of anything else. */
  sayAloud() {
    const kind = this.shown?.kind ?? "";
    if (kind === this.said || performance.now() - this.announcer.last < EVERY) return;
    this.said = kind;
    if (this.shown?.sentence) this.announcer.say(this.shown.sentence);
  }
}
