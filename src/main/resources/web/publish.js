/** The form that publishes, and code that does the same. */
import {CodeBox, publishing} from './code.js';
import {exactly} from './exactly.js';
import {showText} from './text.js';

const CONTENT_TYPES = {text: 'text/plain', json: 'application/json'};

export class PublishForm {
    #form;
    #result;
    #code;
    #login;
    #connection;
    #isOpen;
    #onRefused;

    /**
     * @param isOpen whether there is a connection now
     * @param onRefused is called with the reason if a token is needed
     */
    constructor(form, result, code, login, connection, isOpen, onRefused) {
        this.#form = form;
        this.#result = result;
        this.#code = new CodeBox(code);
        this.#login = login;
        this.#connection = connection;
        this.#isOpen = isOpen;
        this.#onRefused = onRefused;
        form.addEventListener('input', () => this.showCode());
        form.addEventListener('submit', (submit) => {
            submit.preventDefault();
            this.#publish();
        });
        form.addEventListener('keydown', (key) => {
            if (key.key === 'Enter' && (key.ctrlKey || key.metaKey)) {
                form.requestSubmit();
            }
        });
        this.showCode();
    }

    to(topic) {
        this.#form.elements.topic.value = topic;
        this.showCode();
        this.#form.elements.payload.focus();
    }

    async #publish() {
        const {topic, contentType, payload} = this.#request();
        let data = payload;
        if (contentType === CONTENT_TYPES.json) {
            try {
                data = exactly(payload);
            } catch (error) {
                this.#show('problem', `Not JSON: ${error.message}`);
                return;
            }
        }
        const sentAt = performance.now();
        if (!this.#isOpen()) {
            this.#show('', 'Not connected: it is published when the service is back.');
        }
        try {
            const {id} = await this.#connection.publish(topic, data);
            const tookMs = Math.round(performance.now() - sentAt);
            this.#show('good', `Accepted in ${tookMs} ms, ${new Date().toLocaleTimeString('en-GB')}${id === undefined ? '' : `, ${id}`}`);
        } catch (error) {
            this.#show('problem', error.code === 'timeout' ? 'The service does not answer.' : error.message);
            if (error.code === 401 || error.code === 'unauthorized') {
                this.#onRefused(error.message);
            }
        }
    }

    #request() {
        const {topic, payload, format} = Object.fromEntries(new FormData(this.#form));
        return {topic: topic.trim(), contentType: CONTENT_TYPES[format], payload};
    }

    showCode() {
        const request = this.#request();
        const service = new URL('.', document.baseURI).href;
        this.#code.show(publishing({
            ...request,
            service,
            url: `${service}topics/${encodeURIComponent(request.topic)}`,
            token: this.#login.token !== null,
        }));
    }

    #show(kind, text) {
        this.#result.dataset.kind = kind;
        showText(this.#result, text);
    }
}
