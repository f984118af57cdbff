// Compiles a component of the documentation (News.jsx, News.vue) to a module that Node can run.
import {readFileSync, writeFileSync} from 'node:fs';
import {transformSync} from 'esbuild';
import {compileScript, parse} from 'vue/compiler-sfc';

const [file] = process.argv.slice(2);
const source = readFileSync(file, 'utf8');
const made = file.endsWith('.jsx')
    ? transformSync(source, {loader: 'jsx', jsx: 'automatic'}).code
    : compileScript(parse(source).descriptor, {id: 'news', inlineTemplate: true}).content;
writeFileSync(file.replace(/\.\w+$/, '.js'), made);
