/** The form that publishes, and the command line that would do the same. */
import {showText} from './text.js';

const CONTENT_TYPES = {text: 'text/plain', json: 'application/json'};

/** A proxy may answer with a page of its own. */
const REASON_CHARACTERS = 500;

export class PublishForm {
    #form;
    #result;
    #curl;
    #login;
    #command = '';
    /** Whether the result says that the service does not answer. */
    #unanswered = false;

    constructor(form, result, curl, copy, login) {
        this.#login = login;
        this.#form = form;
        this.#result = result;
        this.#curl = curl;
        form.addEventListener('input', () => this.showCurl());
        form.addEventListener('submit', (submit) => {
            submit.preventDefault();
            this.#publish();
        });
        form.addEventListener('keydown', (key) => {
            if (key.key === 'Enter' && (key.ctrlKey || key.metaKey)) {
                form.requestSubmit();
            }
        });
        copy.addEventListener('click', () => this.#copy(copy));
        this.showCurl();
    }

    /** It does again, so what says otherwise goes. */
    serviceAnswers() {
        if (this.#unanswered) {
            this.#show('', '');
        }
    }

    async #publish() {
        const {url, contentType, payload} = this.#request();
        const mistake = contentType === CONTENT_TYPES.json ? mistakeIn(payload) : null;
        if (mistake !== null) {
            this.#show('problem', mistake);
            return;
        }
        const sentAt = performance.now();
        try {
            const headers = {'Content-Type': contentType, ...this.#login.headers};
            const response = await fetch(url, {method: 'POST', headers, body: payload});
            const tookMs = Math.round(performance.now() - sentAt);
            if (response.ok) {
                this.#show('good', `Accepted in ${tookMs} ms, ${new Date().toLocaleTimeString('en-GB')}`);
            } else {
                const reason = await reasonOf(response);
                this.#show('problem', reason);
                if (response.status === 401) {
                    this.#login.ask(reason);
                }
            }
        } catch {
            this.#show('problem', 'The service does not answer.');
            this.#unanswered = true;
        }
    }

    #request() {
        const {topic, payload, format} = Object.fromEntries(new FormData(this.#form));
        return {
            url: new URL(`topics/${encodeURIComponent(topic.trim())}`, document.baseURI).href,
            contentType: CONTENT_TYPES[format],
            payload,
        };
    }

    /** What stands on the screen names the token and does not show it. */
    showCurl() {
        const {url, contentType, payload} = this.#request();
        const authorization = this.#login.token === null ? '' : '  -H "Authorization: Bearer $TOKEN" \\\n';
        this.#command =
            `curl ${quoted(url)} \\\n  -H ${quoted(`Content-Type: ${contentType}`)} \\\n${authorization}  --data-raw ${quoted(payload)}`;
        showText(this.#curl, this.#command);
    }

    /** Browsers give pages the clipboard only on https and localhost; elsewhere the line is selected for the user. */
    async #copy(button) {
        if (navigator.clipboard === undefined) {
            getSelection().selectAllChildren(this.#curl);
            return;
        }
        await navigator.clipboard.writeText(this.#command);
        button.textContent = 'Copied';
        setTimeout(() => (button.textContent = 'Copy'), 1500);
    }

    #show(kind, text) {
        this.#unanswered = false;
        this.#result.dataset.kind = kind;
        showText(this.#result, text);
    }
}

function mistakeIn(json) {
    try {
        JSON.parse(json);
        return null;
    } catch (error) {
        return `Not JSON: ${error.message}`;
    }
}

/** The service says in one line what it expected and what came. */
export async function reasonOf(response) {
    const reason = (await response.text()).trim().slice(0, REASON_CHARACTERS);
    return reason === '' ? `The service answered ${response.status} ${response.statusText}` : reason;
}

/** One word for a shell. */
function quoted(text) {
    return /^[\w.:/%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
