import {check, root} from './page.js';
import {createElement, StrictMode} from 'react';
import {createRoot} from 'react-dom/client';
import {News} from './News.js';

const page = createRoot(root);
await check('react', {
    show: (topic) => page.render(createElement(StrictMode, null, createElement(News, {topic}))),
    leave: () => page.unmount(),
});
