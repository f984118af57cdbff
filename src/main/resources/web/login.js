/** The token or API key of the user: the page requests it when the service needs one, and keeps it in this tab until the user removes it. */
import {showText} from './text.js';

const KEY = 'carillon-token';

/** The characters of a subprotocol (RFC 9110, 5.6.2): a WebSocket of a page sends its token as one. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export class Login {
    #section;
    #input;
    #reason;
    #forget;
    #onChange;
    /** If the browser forbids storage, the token is kept only while the page is open. */
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

    /** The headers of each request to the service. */
    get headers() {
        return this.#token === null ? {} : {Authorization: `Bearer ${this.#token}`};
    }

    /** Shows the field and the reason. Does not take the focus from another field. */
    ask(reason) {
        this.#section.hidden = false;
        showText(this.#reason, reason);
        if (document.activeElement === null || document.activeElement === document.body) {
            this.#input.focus();
        }
    }

    /** Hides the field, since the service accepts the present token. */
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
        // The page still has the token in memory.
    }
}
