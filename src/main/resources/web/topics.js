/**
 * The topics with the most subscribers or publications, which the service publishes to $topics, or those that a search on
 * the service finds. The table has at most a hundred rows.
 */
import {rate, whole} from './numbers.js';
import {showTopic} from './text.js';

const TOPIC = '$topics';
const ROWS = 100;
const TYPING_MS = 200;

/** A search is repeated with every fifth event of $topics. */
const REPEATED = 5;

export class Topics {
    #section;
    #body;
    #template;
    #input;
    #sort;
    #get;
    #chosen;
    #top = {topics: [], count: 0};
    #rows = new Map();
    #order = [];
    #typing = 0;
    #asked = 0;
    #counted = 0;

    /**
     * @param get fetches the JSON of a path, or throws
     * @param chosen is called with the topic that a user picks, and the action: 'history', 'subscribe' or 'publish'
     */
    constructor(section, template, get, chosen) {
        this.#section = section;
        this.#body = section.querySelector('tbody');
        this.#template = template;
        this.#input = section.querySelector('input[type=search]');
        this.#sort = section.querySelector('select');
        this.#get = get;
        this.#chosen = chosen;
        this.#input.addEventListener('input', () => {
            clearTimeout(this.#typing);
            this.#typing = setTimeout(() => this.#refresh(), TYPING_MS);
        });
        section.querySelector('form').addEventListener('submit', (submit) => {
            submit.preventDefault();
            this.#refresh();
        });
        this.#sort.addEventListener('change', () => this.#refresh());
        this.#body.addEventListener('click', ({target}) => {
            const button = target.closest('button');
            if (button !== null) {
                this.#chosen(button.closest('tr').dataset.topic, button.dataset.use);
            }
        });
    }

    follow(connection) {
        connection.subscribe(TOPIC, ({data}) => this.#take(data), () => this.#search());
    }

    #take(top) {
        this.#top = top;
        if (this.#wantsTop) {
            this.#showTop();
        } else if (++this.#counted % REPEATED === 0) {
            this.#search();
        }
    }

    #refresh() {
        this.#order = [];
        if (this.#wantsTop && this.#top.count > 0) {
            this.#showTop(true);
        } else {
            this.#search(true);
        }
    }

    /** The service publishes the first topics by subscribers and rate, but not by name. */
    get #wantsTop() {
        return this.#input.value === '' && this.#sort.value !== 'name';
    }

    async #search(announced = false) {
        const mine = ++this.#asked;
        const query = new URLSearchParams({contains: this.#input.value.trim(), sort: this.#sort.value, limit: ROWS});
        try {
            // The service does not read a plus as a space.
            const found = await this.#get(`topics?${query.toString().replaceAll('+', '%20')}`);
            if (mine === this.#asked) {
                this.#show(found, announced);
            }
        } catch (failure) {
            this.#say(failure.message);
        }
    }

    #showTop(announced = false) {
        const by = this.#sort.value === 'rate'
            ? (one, other) => (other.perSecond ?? 0) - (one.perSecond ?? 0) || other.subscribers - one.subscribers
            : (one, other) => other.subscribers - one.subscribers;
        this.#asked++;
        this.#show({topics: [...this.#top.topics].sort(by).slice(0, ROWS), count: this.#top.count}, announced);
    }

    #show({topics, count}, announced) {
        this.#arrange(topics);
        topics.forEach((figures) => fill(this.#rows.get(figures.topic), figures));
        this.#body.closest('table').hidden = topics.length === 0;
        const kind = this.#input.value !== '' ? 'found' : count === 1 ? 'topic or pattern' : 'topics and patterns';
        const words = count === 0
            ? this.#input.value === '' ? 'No topic has a subscriber.' : 'Nothing found among topics that have a subscriber.'
            : count > topics.length ? `the first ${topics.length} of ${whole(count)} ${kind}` : `${whole(count)} ${kind}`;
        this.#section.querySelector('.shown').textContent = words;
        if (announced) {
            this.#say(words);
        }
    }

    /** Rows stay in place while the pointer or the focus is on the table. */
    #arrange(topics) {
        const names = topics.map(({topic}) => topic);
        const inUse = this.#order.length > 0 && this.#body.matches(':hover, :focus-within');
        if (inUse) {
            const known = new Set(this.#order);
            const wanted = new Set(names);
            this.#order = [...this.#order.filter((name) => wanted.has(name)), ...names.filter((name) => !known.has(name))];
        } else {
            this.#order = names;
        }
        const kept = new Set(names);
        this.#rows.forEach((row, name) => {
            if (!kept.has(name)) {
                row.remove();
                this.#rows.delete(name);
            }
        });
        this.#order.forEach((name, i) => {
            const row = this.#rows.get(name) ?? this.#newRow(name);
            if (this.#body.children[i] !== row) {
                this.#body.insertBefore(row, this.#body.children[i] ?? null);
            }
        });
    }

    #newRow(name) {
        const row = this.#template.content.firstElementChild.cloneNode(true);
        row.dataset.topic = name;
        showTopic(row.querySelector('.topic'), name);
        row.querySelectorAll('button').forEach((button) => {
            button.title = button.dataset.label.replace('%', name);
            button.setAttribute('aria-label', button.title);
            // Patterns and the $ topics of the service cannot be published to.
            button.classList.toggle('useless', button.dataset.use === 'publish' && /[*]|^\$/.test(name));
        });
        this.#rows.set(name, row);
        return row;
    }

    #say(words) {
        this.#section.querySelector('[role=status]').textContent = words;
    }
}

function fill(row, {subscribers, perSecond}) {
    set(row.querySelector('.subscribers'), whole(subscribers));
    set(row.querySelector('.rate'), perSecond === undefined ? '' : rate(perSecond));
}

function set(cell, text) {
    if (cell.textContent !== text) {
        cell.textContent = text;
    }
}
