/** Code that publishes as the form does: for a shell, JavaScript and Java. A token is named, but never shown. */
import {showText} from './text.js';

const LANGUAGES = ['curl', 'javascript', 'java'];

/** @param request the URLs of the topic and of the service, the topic, contentType and payload, and whether a token is needed */
export function publishing({service, url, topic, contentType, payload, token}) {
    const isJson = contentType === 'application/json';
    return {
        curl: `curl ${quoted(url)} \\\n  -H ${quoted(`Content-Type: ${contentType}`)} \\\n${
            token ? '  -H "Authorization: Bearer $TOKEN" \\\n' : ''}  --data-raw ${quoted(payload)}`,
        javascript: `${client(service, token)}\nawait bells.publish(${string(topic)}, ${isJson ? payload.trim() || 'null' : string(payload)});`,
        java: `${JAVA_HEAD}\n\nvar request = HttpRequest.newBuilder(URI.create(${javaString(url)}))\n`
            + `        .header("Content-Type", "${contentType}")\n${token ? JAVA_TOKEN : ''}`
            + `        .POST(HttpRequest.BodyPublishers.ofString(${javaString(payload)}))\n        .build();\n`
            + 'var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());\n'
            + 'System.out.println(response.statusCode() + " " + response.body());',
    };
}

export function subscribing({service, url, topic, token}) {
    return {
        curl: `curl -N ${quoted(url)} \\\n${
            token ? '  -H "Authorization: Bearer $TOKEN" \\\n' : ''}  -H 'Accept: text/event-stream'`,
        javascript: `${client(service, token)}\nbells.subscribe(${string(topic)}, ({topic, data}) => console.log(topic, data));`,
        java: `${JAVA_HEAD}\n\nvar request = HttpRequest.newBuilder(URI.create(${javaString(url)}))\n`
            + `        .header("Accept", "text/event-stream")\n${token ? JAVA_TOKEN : ''}        .build();\n`
            + 'HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines()).body()\n'
            + '        .filter(line -> line.startsWith("data:"))\n        .forEach(System.out::println);',
    };
}

const JAVA_HEAD = 'import java.net.URI;\nimport java.net.http.*;';
const JAVA_TOKEN = '        .header("Authorization", "Bearer " + System.getenv("TOKEN"))\n';

function client(service, token) {
    return `import {Carillon} from ${string(`${service}carillon.js`)};\n\n`
        + `const bells = new Carillon(${string(service)}${token ? ', {token: TOKEN}' : ''});`;
}

function string(text) {
    return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function javaString(text) {
    return JSON.stringify(text);
}

/** Quotes a text as one word of a shell. */
function quoted(text) {
    return /^[\w.:/%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The choice of a language, and the code in it. */
export class CodeBox {
    #box;
    #texts = {};

    constructor(box) {
        this.#box = box;
        const copy = box.querySelector('.copy');
        copy.addEventListener('click', () => this.#copy(copy));
        box.addEventListener('change', () => this.#choose());
        this.#choose();
    }

    show(texts) {
        this.#texts = texts;
        LANGUAGES.forEach((language) => showText(this.#codeIn(language), texts[language]));
    }

    get #language() {
        return this.#box.querySelector('input:checked').value;
    }

    #codeIn(language) {
        return this.#box.querySelector(`pre[data-language=${language}] code`);
    }

    #choose() {
        this.#box.querySelectorAll('pre').forEach((pre) => (pre.hidden = pre.dataset.language !== this.#language));
    }

    /** Browsers give pages the clipboard only on https and localhost; elsewhere the text is selected for the user. */
    async #copy(button) {
        if (navigator.clipboard === undefined) {
            getSelection().selectAllChildren(this.#codeIn(this.#language));
            return;
        }
        await navigator.clipboard.writeText(this.#texts[this.#language]);
        button.textContent = 'Copied';
        setTimeout(() => (button.textContent = 'Copy'), 1500);
    }
}
