/** The token or API key that the user typed: asked for when the service wants one, and kept in this tab until it is forgotten. */
import {showText} from './text.js';

const KEY = 'carillon-token';

/** What a subprotocol may have (RFC 9110, 5.6.2), since a WebSocket of a page sends its token as one. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export class Login {
    #section;
    #input;
    #reason;
    #forget;
    #onChange;
    /** Where the browser lets the page keep nothing, the token lasts as long as the page. */
    #token = read();

    constructor(section, forget, onChange) {
        this.#section = section;
        this.#input = section.querySelector('input');
        this.#reason = section.querySelector('.problem');
        this.#forget = forget;
        this.#onChange = onChange;
        section.querySelector('form').addEventListener('submit', (submit) => {
            submit.preventDefault();
            this.#use(this.#input.value.trim());
        });
        forget.addEventListener('click', () => this.#change(null));
        this.#forget.hidden = this.#token === null;
    }

    get token() {
        return this.#token;
    }

    /** What each request to the service has in addition. */
    get headers() {
        return this.#token === null ? {} : {Authorization: `Bearer ${this.#token}`};
    }

    /** Shows the field, and why; takes the focus from no other field. */
    ask(reason) {
        this.#section.hidden = false;
        showText(this.#reason, reason);
        if (document.activeElement === null || document.activeElement === document.body) {
            this.#input.focus();
        }
    }

    /** The service accepts what there is. */
    accepted() {
        this.#section.hidden = true;
        this.#reason.textContent = '';
        this.#input.value = '';
    }

    #use(token) {
        if (TOKEN.test(token)) {
            this.#change(token);
        } else {
            this.ask('Expected a token or an API key, without spaces and quotes.');
        }
    }

    #change(token) {
        this.#token = token;
        keep(token);
        this.accepted();
        this.#forget.hidden = token === null;
        this.#onChange();
    }
}

function read() {
    try {
        return sessionStorage.getItem(KEY);
    } catch {
        return null;
    }
}

function keep(token) {
    try {
        if (token === null) {
            sessionStorage.removeItem(KEY);
        } else {
            sessionStorage.setItem(KEY, token);
        }
    } catch {
        // The page has it still.
    }
}
