/** What the service remembers of a topic or pattern, page by page, the newest page first. */
import {MessageRows} from './messages.js';
import {showText} from './text.js';

const PAGE = 50;

/** The service looks back so far. */
const LAST_MOST = 10_000;

export class History {
    #dialog;
    #rows;
    #get;
    #topic = '';
    #page = 0;

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
        showText(this.#dialog.querySelector('h2 .topic'), topic);
        this.#rows.show([]);
        this.#dialog.showModal();
        return this.#turnTo(0);
    }

    async #turnTo(page) {
        this.#page = page;
        const last = Math.min(LAST_MOST, (page + 1) * PAGE);
        try {
            const {messages} = await this.#get(
                `topics/${encodeURIComponent(this.#topic)}/messages?last=${last}&limit=${PAGE}`);
            if (page === this.#page) {
                this.#show(messages, last);
            }
        } catch (failure) {
            this.#show([], last);
            this.#say(failure.message);
        }
    }

    #show(messages, last) {
        this.#rows.show(messages.toReversed().map((event) => ({event, label: event.id ?? ''})));
        // A page with fewer is the last that there is.
        this.#at('older').disabled = messages.length < PAGE || last === LAST_MOST;
        this.#at('newer').disabled = this.#page === 0;
        this.#at('newest').disabled = false;
        const from = this.#page * PAGE;
        this.#say(messages.length === 0
            ? 'Nothing is remembered here.'
            : `the ${this.#page === 0 ? 'newest' : `messages ${from + 1} to ${from + messages.length} from the newest:`} ${messages.length}`);
    }

    #say(words) {
        showText(this.#dialog.querySelector('[role=status]'), words);
    }

    #at(name) {
        return this.#dialog.querySelector(`[data-turn=${name}]`);
    }
}
