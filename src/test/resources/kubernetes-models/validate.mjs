// Reads an array of manifests from a file, and prints their violations of the schemas of Kubernetes, the Gateway API and the
// Prometheus operator.
import {readdirSync, readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';

const PACKAGES = {
    'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
    'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

// Fields whose keys are free.
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

// The names of all fields in the models of a group. The schemas of the operator accept unknown fields, so each field of a
// manifest must be a field of one of the models.
function namesOf(folder) {
    const types = readdirSync(folder).filter((file) => file.endsWith('.d.ts'));
    return new Set(types.flatMap((file) =>
        [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/^ +"(\w+)"\??:/gm)].map(([, field]) => field)));
}

function keysOf(value) {
    return Array.isArray(value) ? value.flatMap(keysOf)
        : value instanceof Object
            ? Object.entries(value).flatMap(([key, inner]) => MAPS.includes(key) ? [] : [key, ...keysOf(inner)])
        : [];
}
