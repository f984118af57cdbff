/** The history of a topic or pattern, page by page, the newest page first. */
import {MessageRows} from './messages.js';
import {showText, showTopic} from './text.js';

const PAGE = 50;

export class History {
    #dialog;
    #rows;
    #get;
    #topic = '';
    #page = 0;
    /** The id before which each page ends; the first page ends with the newest message. */
    #ends = [];

    constructor(dialog, template, get) {
        this.#dialog = dialog;
        this.#get = get;
        this.#rows = new MessageRows(dialog.querySelector('ol'), template);
        this.#at('older').addEventListener('click', () => this.#turnTo(this.#page + 1));
        this.#at('newer').addEventListener('click', () => this.#turnTo(this.#page - 1));
        this.#at('newest').addEventListener('click', () => this.#turnTo(0));
        this.#at('close').addEventListener('click', () => dialog.close());
    }

    open(topic) {
        this.#topic = topic;
        showTopic(this.#dialog.querySelector('h2 .topic'), topic);
        this.#rows.show([]);
        this.#dialog.showModal();
        return this.#turnTo(0);
    }

    async #turnTo(page) {
        this.#page = page;
        this.#ends.length = Math.max(1, Math.min(this.#ends.length, page + 1));
        const before = page === 0 ? '' : `&before=${this.#ends[page]}`;
        try {
            const {messages, more} = await this.#get(`topics/${encodeURIComponent(this.#topic)}/messages?last=${PAGE}${before}`);
            if (page === this.#page) {
                this.#show(messages, more);
            }
        } catch (failure) {
            this.#show([]);
            this.#say(failure.message);
        }
    }

    #show(messages, more = false) {
        this.#ends[this.#page + 1] = messages[0]?.id;
        this.#rows.show(messages.toReversed().map((event) => ({event, label: event.id ?? ''})));
        // A page with fewer messages is the last one, unless it was cut; messages without ids have no pages.
        this.#at('older').disabled = messages[0]?.id === undefined || (messages.length < PAGE && !more);
        this.#at('newer').disabled = this.#page === 0;
        const from = this.#page * PAGE;
        this.#say(messages.length === 0 && this.#page === 0
            ? 'Nothing is remembered here.'
            : this.#page === 0 ? `the newest ${messages.length}` : `messages ${from + 1} to ${from + messages.length}, from the newest`);
    }

    #say(words) {
        showText(this.#dialog.querySelector('[role=status]'), words);
    }

    #at(name) {
        return this.#dialog.querySelector(`[data-turn=${name}]`);
    }
}
