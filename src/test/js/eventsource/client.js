// Reads the URL of its argument with the npm package eventsource, and prints each event as a line of JSON.
import { EventSource } from 'eventsource';

const source = new EventSource(process.argv[2]);
const print = (what) => console.log(JSON.stringify(what));
source.onopen = () => print({ open: true });
source.onmessage = ({ data, lastEventId }) => print({ data, lastEventId });
