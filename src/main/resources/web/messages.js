/** The newest messages, newest first: a bounded list that is changed only when the screen is painted. */
import {hueOf} from './hues.js';

const ROWS = 200;

/** Up to here a payload is shown at once; the rest waits for a click. */
const CHARACTERS_SHOWN = 600;

/** A message flashes when the list stood still for this long; in a stream it would only flicker. */
const STILL_MS = 300;

export class MessageList {
    #list;
    #template;
    #shown;
    #empty;
    #pending = [];
    #total = 0;
    #paintedAt = 0;

    /** While true, messages are kept and counted, and the list stands still. */
    paused = false;

    constructor(list, template, shown, empty) {
        this.#list = list;
        this.#template = template;
        this.#shown = shown;
        this.#empty = empty;
        list.addEventListener('click', (click) => expand(click.target.closest('.more')));
    }

    add(event, frame) {
        this.#total++;
        this.#pending.push({event, frame, at: new Date()});
        if (this.#pending.length >= 2 * ROWS) {
            this.#pending.splice(0, ROWS);
        }
    }

    clear() {
        this.#pending = [];
        this.#total = 0;
        this.#list.replaceChildren();
        this.#paintNumbers();
    }

    paint() {
        if (!this.paused && this.#pending.length > 0) {
            const fresh = this.#pending.slice(-ROWS);
            const flash = performance.now() - this.#paintedAt > STILL_MS;
            this.#pending = [];
            this.#paintedAt = performance.now();
            fresh.forEach((message) => this.#list.prepend(this.#filled(message, flash)));
        }
        this.#paintNumbers();
    }

    #paintNumbers() {
        const rows = this.#list.childElementCount;
        this.#list.hidden = rows === 0;
        this.#empty.hidden = rows > 0;
        this.#shown.hidden = rows === 0;
        this.#shown.textContent = this.paused
            ? `paused, ${this.#waiting()} not shown`
            : `the newest ${rows} of ${this.#total.toLocaleString('en')}`;
    }

    #waiting() {
        return this.#pending.length > ROWS ? `more than ${ROWS}` : `${this.#pending.length}`;
    }

    /** A full list gives its last row for the new message. */
    #filled({event, frame, at}, flash) {
        const row = this.#list.childElementCount < ROWS
            ? this.#template.content.firstElementChild.cloneNode(true)
            : this.#list.lastElementChild;
        const {kind, text} = payloadOf(event, frame);
        row.classList.toggle('fresh', flash);
        row.querySelector('time').textContent = timeOf(at);
        const topic = row.querySelector('.topic');
        topic.textContent = event.topic;
        topic.dataset.hue = hueOf(event.topic);
        row.querySelector('.kind').textContent = kind;
        row.querySelector('.payload').textContent = text.slice(0, CHARACTERS_SHOWN);
        const more = row.querySelector('.more');
        more.hidden = text.length <= CHARACTERS_SHOWN;
        more.textContent = `Show all ${text.length.toLocaleString('en')} characters`;
        row.wholeText = text;
        return row;
    }
}

function expand(button) {
    if (button !== null) {
        const row = button.closest('.message');
        row.querySelector('.payload').textContent = row.wholeText;
        button.hidden = true;
    }
}

function payloadOf(event, frame) {
    if (event.dataBase64 !== undefined) {
        return {kind: 'binary', text: hexOf(event.dataBase64)};
    }
    if (typeof event.data === 'string') {
        return {kind: 'text', text: event.data};
    }
    return {kind: 'json', text: JSON.stringify(exactly(frame).data)};
}

/** Numbers as they were sent: JavaScript would round 12345678901234567890 and write 1.0 as 1. */
function exactly(frame) {
    return JSON.parse(frame, (key, value, context) =>
        typeof value === 'number' && context?.source !== undefined ? JSON.rawJSON(context.source) : value);
}

function hexOf(base64) {
    return Array.from(atob(base64), (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');
}

function timeOf(date) {
    const two = (number) => String(number).padStart(2, '0');
    const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
    return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
