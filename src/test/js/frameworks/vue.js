import {check, root} from './page.js';
import {createApp, h, shallowRef} from 'vue';
import News from './News.js';

const topic = shallowRef();
const page = createApp({render: () => h(News, {topic: topic.value})});
let mounted;
await check('vue', {
    show(name) {
        topic.value = name;
        mounted ??= page.mount(root);
    },
    leave: () => page.unmount(),
});
