/** The subscriptions, and under each pattern the topics that it has received, with their counts and messages per second. */
import {showTopic} from './text.js';

const TOPICS_SHOWN = 8;

/** Further topics are counted only for their pattern: a pattern may match more topics than a page can show. */
const TOPICS_COUNTED = 1000;

/** The counts of a topic or pattern, and their element. */
class Tally {
    #count = 0;
    #countAtLastTick = 0;
    #row;

    constructor(row) {
        this.#row = row;
    }

    add() {
        this.#count++;
    }

    paint() {
        this.#row.querySelector('.count').textContent = this.#count.toLocaleString('en');
    }

    tick(seconds) {
        const perSecond = Math.round((this.#count - this.#countAtLastTick) / seconds);
        this.#countAtLastTick = this.#count;
        this.#row.querySelector('.rate').textContent = perSecond === 0 ? '' : `${perSecond.toLocaleString('en')}/s`;
    }
}

class Subscription {
    #pattern;
    #topicTemplate;
    #tally;
    #topics = new Map();

    constructor(pattern, row, topicTemplate) {
        this.#pattern = pattern;
        this.#topicTemplate = topicTemplate;
        this.row = row;
        this.#tally = new Tally(row.querySelector('.line'));
    }

    count(topic) {
        this.#tally.add();
        if (topic !== this.#pattern) {
            this.#tallyOf(topic)?.add();
        }
    }

    paint() {
        this.#tally.paint();
        this.#topics.forEach((tally) => tally?.paint());
    }

    tick(seconds) {
        this.#tally.tick(seconds);
        this.#topics.forEach((tally) => tally?.tick(seconds));
    }

    #tallyOf(topic) {
        if (!this.#topics.has(topic) && this.#topics.size < TOPICS_COUNTED) {
            this.#topics.set(topic, this.#topics.size < TOPICS_SHOWN ? new Tally(this.#show(topic)) : null);
            this.#showHowManyMore();
        }
        return this.#topics.get(topic);
    }

    #show(topic) {
        const row = this.#topicTemplate.content.firstElementChild.cloneNode(true);
        showTopic(row.querySelector('.topic'), topic);
        const list = this.row.querySelector('.topics');
        list.append(row);
        list.hidden = false;
        return row;
    }

    #showHowManyMore() {
        const more = this.#topics.size - TOPICS_SHOWN;
        if (more > 0) {
            const others = this.row.querySelector('.others');
            others.hidden = false;
            others.textContent = `and ${more}${this.#topics.size === TOPICS_COUNTED ? ' or more' : ''} other topics`;
        }
    }
}

export class Subscriptions {
    #list;
    #template;
    #topicTemplate;
    #onRemove;
    #all = new Map();

    constructor(list, template, topicTemplate, onRemove) {
        this.#list = list;
        this.#template = template;
        this.#topicTemplate = topicTemplate;
        this.#onRemove = onRemove;
    }

    names() {
        return [...this.#all.keys()];
    }

    has(pattern) {
        return this.#all.has(pattern);
    }

    add(pattern) {
        const row = this.#template.content.firstElementChild.cloneNode(true);
        row.dataset.pattern = pattern;
        showTopic(row.querySelector('.pattern'), pattern);
        const remove = row.querySelector('.remove');
        remove.setAttribute('aria-label', `Unsubscribe from ${pattern}`);
        remove.title = 'Unsubscribe';
        remove.onclick = () => this.#onRemove(pattern);
        this.#list.append(row);
        this.#all.set(pattern, new Subscription(pattern, row, this.#topicTemplate));
    }

    remove(pattern) {
        this.#all.get(pattern)?.row.remove();
        this.#all.delete(pattern);
    }

    confirm(pattern) {
        this.#all.get(pattern)?.row.classList.add('confirmed');
    }

    awaitConfirmation() {
        this.#all.forEach((subscription) => subscription.row.classList.remove('confirmed'));
    }

    /** Shows that messages of this pattern, or without an argument of any, are missing. */
    missed(pattern) {
        this.#all.forEach((subscription, own) => {
            if (pattern === undefined || pattern === own) {
                subscription.row.classList.add('missed');
            }
        });
    }

    forgetMissed() {
        this.#all.forEach(({row}) => row.classList.remove('missed'));
    }

    count(pattern, topic) {
        this.#all.get(pattern)?.count(topic);
    }

    paint() {
        this.#all.forEach((subscription) => subscription.paint());
    }

    tick(seconds) {
        this.#all.forEach((subscription) => subscription.tick(seconds));
    }
}
