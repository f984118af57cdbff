/** The newest messages, newest first: a bounded list that is changed only when the screen is painted. */
import {exactly} from './exactly.js';
import {showText, showTopic} from './text.js';

const ROWS = 200;

/** With more new messages than this between two paints, the list shows only as many rows, in fixed places, until it is calm. */
const ROWS_IN_STREAM = 40;

/** A list with at most this many new messages between two paints is calm. */
const FEW = 5;

/** The number of characters of a payload that are shown at once; a click shows the rest. */
const CHARACTERS_SHOWN = 600;

/** A new message flashes if the list has not changed for this long; in a stream it would only flicker. */
const STILL_MS = 300;

export class MessageList {
    #list;
    #template;
    #shown;
    #empty;
    #pending = [];
    /** The messages of the list, newest first; in a stream, those of the next paint. */
    #newest = [];
    #total = 0;
    #paintedAt = 0;

    /** Whether the list is cut to the rows of a stream. Such a list must be painted again. */
    isCut = false;

    /** While true, messages are kept and counted, but the list does not change. */
    paused = false;

    constructor(list, template, shown, empty) {
        this.#list = list;
        this.#template = template;
        this.#shown = shown;
        this.#empty = empty;
        list.addEventListener('click', (click) => expand(click.target.closest('.more')));
    }

    /** @param frame the text of the message as it was sent, if it is known */
    add(event, frame) {
        this.#total++;
        this.#pending.push({event, frame, at: new Date()});
        if (this.#pending.length >= 2 * ROWS) {
            this.#pending.splice(0, ROWS);
        }
    }

    clear() {
        this.#pending = [];
        this.#newest = [];
        this.#total = 0;
        this.isCut = false;
        this.#list.replaceChildren();
        this.#paintNumbers();
    }

    paint() {
        const fresh = this.paused ? [] : this.#pending.splice(0).slice(-ROWS);
        this.#newest.unshift(...fresh.toReversed());
        this.#newest.length = Math.min(this.#newest.length, ROWS);
        if (fresh.length > ROWS_IN_STREAM || (this.isCut && fresh.length > FEW)) {
            this.#showNewest(ROWS_IN_STREAM);
        } else if (this.isCut) {
            this.#showNewest(ROWS);
        } else if (fresh.length > 0) {
            const flash = performance.now() - this.#paintedAt > STILL_MS;
            fresh.forEach((message) => this.#prepend(message, flash));
        }
        this.#paintedAt = fresh.length > 0 ? performance.now() : this.#paintedAt;
        this.#paintNumbers();
    }

    /** Rows keep their places and change their texts, which costs the browser far less than moving rows. */
    #showNewest(count) {
        const messages = this.#newest.slice(0, count);
        while (this.#list.childElementCount > messages.length) {
            this.#list.lastElementChild.remove();
        }
        while (this.#list.childElementCount < messages.length) {
            this.#list.append(this.#newRow());
        }
        messages.forEach((message, i) => fill(this.#list.children[i], message, false));
        this.isCut = messages.length < this.#newest.length;
    }

    /** A full list reuses its last row for the new message. */
    #prepend(message, flash) {
        const row = this.#list.childElementCount < ROWS ? this.#newRow() : this.#list.lastElementChild;
        fill(row, message, flash);
        this.#list.prepend(row);
    }

    #newRow() {
        return this.#template.content.firstElementChild.cloneNode(true);
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
}

/** Rows of messages that do not change. */
export class MessageRows {
    #list;
    #template;

    constructor(list, template) {
        this.#list = list;
        this.#template = template;
        list.addEventListener('click', (click) => expand(click.target.closest('.more')));
    }

    /** @param messages events, each with a label, in order */
    show(messages) {
        this.#list.replaceChildren(...messages.map((message) => {
            const row = this.#template.content.firstElementChild.cloneNode(true);
            fill(row, message, false);
            return row;
        }));
        this.#list.hidden = messages.length === 0;
    }
}

function fill(row, message, flash) {
    const {event, frame, at, label} = message;
    const {kind, text} = payloadOf(event, frame);
    row.classList.toggle('fresh', flash);
    row.querySelector('time').textContent = label ?? timeOf(at);
    showTopic(row.querySelector('.topic'), event.topic);
    row.querySelector('.kind').textContent = kind;
    const isCut = !message.isWhole && text.length > CHARACTERS_SHOWN;
    const payload = row.querySelector('.payload');
    showText(payload, isCut ? text.slice(0, CHARACTERS_SHOWN) : text);
    payload.dir = kind === 'text' ? 'auto' : 'ltr';
    const more = row.querySelector('.more');
    more.hidden = !isCut;
    more.textContent = isCut ? `Show all ${text.length.toLocaleString('en')} characters` : '';
    row.message = message;
}

function expand(button) {
    if (button !== null) {
        const row = button.closest('.message');
        row.message.isWhole = true;
        fill(row, row.message, false);
    }
}

function payloadOf({data, dataBase64}, frame) {
    if (dataBase64 !== undefined || data instanceof Uint8Array) {
        return {kind: 'binary', text: hexOf(data ?? Uint8Array.from(atob(dataBase64), (byte) => byte.charCodeAt(0)))};
    }
    if (typeof data === 'string') {
        return {kind: 'text', text: data};
    }
    return {kind: 'json', text: JSON.stringify(frame ? exactly(frame).data : data)};
}

function hexOf(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function timeOf(date) {
    const two = (number) => String(number).padStart(2, '0');
    const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
    return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
