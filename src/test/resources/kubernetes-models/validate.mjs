// Reads an array of manifests from a file, and prints what the schemas of Kubernetes, the Gateway API and the Prometheus operator say
// against them.
import {readdirSync, readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';

const PACKAGES = {
    'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
    'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

// Their keys are anybody's.
const MAPS = ['labels', 'annotations', 'matchLabels'];

for (const manifest of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
    const group = manifest.apiVersion.split('/')[0];
    const model = `${PACKAGES[group] ?? 'kubernetes-models'}/${manifest.apiVersion}/${manifest.kind}`;
    const {[manifest.kind]: Model} = await import(model);
    const name = `${manifest.kind} ${manifest.metadata.name}`;
    try {
        new Model(manifest).validate();
    } catch (invalid) {
        console.log(`${name}: ${invalid.message}`);
    }
    if (group === 'monitoring.coreos.com') {
        const known = namesOf(dirname(fileURLToPath(import.meta.resolve(model))));
        for (const key of keysOf(manifest.spec).filter((each) => !known.has(each))) {
            console.log(`${name}: no model has a field ${key}`);
        }
    }
}

// The schemas let fields pass that they do not know. There are no other models of these kinds, so a field has to be one of any of them.
function namesOf(folder) {
    const types = readdirSync(folder).filter((file) => file.endsWith('.d.ts'));
    return new Set(types.flatMap((file) =>
        [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/^ +"(\w+)"\??:/gm)].map(([, field]) => field)));
}

function keysOf(value) {
    return Array.isArray(value) ? value.flatMap(keysOf)
        : value instanceof Object ? Object.entries(value).flatMap(([key, inner]) => MAPS.includes(key) ? [] : [key, ...keysOf(inner)])
        : [];
}
